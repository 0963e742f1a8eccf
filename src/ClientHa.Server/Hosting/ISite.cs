using Microsoft.AspNetCore.Routing;

namespace ClientHa.Server.Hosting;

/// <summary>
/// What the host runs and serves. It tells <see cref="Health.SiteHealth"/> what it does, from the start until it serves; that it
/// drains is told by the host.
/// </summary>
internal interface ISite : IAsyncDisposable
{
    /// <summary>Adds the services. Their handlers are called from when the listener is open, that is before the site has started.</summary>
    void Map(IEndpointRouteBuilder endpoints);

    /// <summary>
    /// Opens the data, with the listener open and health checks answered with NOT_SERVING. What takes for ever, such as waiting
    /// for another site, goes on behind its return.
    /// </summary>
    /// <exception cref="HaServerException">The site cannot run: the host stops, and nothing but <see cref="IAsyncDisposable.DisposeAsync"/> follows.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Closes the data, after the last call has ended.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
