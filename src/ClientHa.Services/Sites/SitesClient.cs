using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf.Reflection;

namespace ClientHa.Services;

/// <summary>
/// Asks a site how it is. Through a handler of several sites, the one that answers is asked; an operator wants a client for each.
/// Safe for use by many threads.
/// </summary>
public sealed class SitesClient : IDisposable
{
    private static readonly MethodDescriptor GetStatus = SitesReflection.Descriptor.Services[0].FindMethodByName("GetStatus");
    private static readonly MethodDescriptor Drain = SitesReflection.Descriptor.Services[0].FindMethodByName("Drain");

    private static readonly MethodDescriptor Backup = SitesReflection.Descriptor.Services[0].FindMethodByName("Backup");

    private static readonly MethodDescriptor Retire = SitesReflection.Descriptor.Services[0].FindMethodByName("Retire");

    private readonly ServiceCalls calls;

    /// <summary>Calls through a handler of the program's own, which is not disposed with the client.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="options">Read once.</param>
    public SitesClient(HaHttpHandler handler, ServiceClientOptions? options = null)
        : this(handler ?? throw new ArgumentNullException(nameof(handler)), ownsHandler: false, ServiceClientOptions.Check(options))
    {
    }

    /// <summary>Calls the site behind a URL, or one of several.</summary>
    /// <param name="url">Such as <c>grpc://0.ha.test:8001</c>. See <see cref="HaOptions.Url"/>.</param>
    /// <param name="serverCount">See <see cref="HaOptions.ServerCount"/>.</param>
    /// <param name="options">Read once.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The URL or the count will not do.</exception>
    public SitesClient(string url, int serverCount = 0, ServiceClientOptions? options = null)
        : this(new HaOptions { Url = url, ServerCount = serverCount }, options)
    {
    }

    /// <summary>Calls the sites that the options name.</summary>
    /// <param name="sites">Read once.</param>
    /// <param name="options">Read once.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Lists everything that is wrong with the
    /// sites.</exception>
    public SitesClient(HaOptions sites, ServiceClientOptions? options = null)
        : this(ServiceClientOptions.Check(options).Handler(sites), ownsHandler: true, ServiceClientOptions.Check(options))
    {
    }

    private SitesClient(HaHttpHandler handler, bool ownsHandler, ServiceClientOptions options) =>
        calls = new ServiceCalls(handler, ownsHandler, options, typeof(SitesClient));

    /// <summary>How the site is, and its links to its peers.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public async Task<SiteStatusReport> GetStatusAsync(CancellationToken cancellationToken = default) =>
        StatusMessages.Read(
            await calls.UnaryAsync<GetStatusResponse>(GetStatus, new GetStatusRequest(), cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Sends the site's clients to the other sites, and then stops it, as SIGTERM does: its process ends, with all else that it serves.
    /// The answer comes when that begins.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the site may stop all the same.</param>
    /// <exception cref="InvalidOperationException">The client is one of several sites: whichever answers would stop, and after a
    /// failure another one, too.</exception>
    /// <exception cref="HaCallException">The site did not answer with success.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        int count = calls.Handler.Status.Sites.Length;
        if (count > 1)
            throw new InvalidOperationException($"This client is one of {count} sites, and a site is drained by its own name: make a client of that one alone.");
        await calls.UnaryAsync<DrainResponse>(Drain, new DrainRequest(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes the site's whole state, as it is at one moment, to a stream, while the site goes on: a file for <c>clientha restore</c>.
    /// </summary>
    /// <param name="target">Where the file goes. What is there after an exception is no backup.</param>
    /// <param name="cancellationToken">Ends it. The client's timeout doesn't: a large state takes its time.</param>
    /// <exception cref="HaCallException">No site could, or the one that did is gone: begin anew.</exception>
    public async Task BackupAsync(Stream target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            using WireServerStreamingCall<BackupResponse> call = calls.ServerStreaming<BackupResponse>(Backup, new BackupRequest(), cancellationToken);
            while (await call.ReadAsync(cancellationToken).ConfigureAwait(false) is { } response)
                await target.WriteAsync(response.Data.Memory, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new HaCallException(exception);
        }
    }

    /// <summary>
    /// Says that a site, or what was on its disk, will never come back: nothing waits for it any more, and a new one may take its number.
    /// All its lives are meant that are not connected to the site that is asked.
    /// </summary>
    /// <param name="site">The number of the site that is gone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The replicas that are retired now, hexadecimal.</returns>
    /// <exception cref="HaCallException">It is connected, or not known, or no site answered with success.</exception>
    public async Task<IReadOnlyList<string>> RetireAsync(int site, CancellationToken cancellationToken = default) =>
        [.. (await calls.UnaryAsync<RetireResponse>(Retire, new RetireRequest { Site = site }, cancellationToken).ConfigureAwait(false)).Replicas];

    /// <summary>Ends the client, and its handler where it is the client's own.</summary>
    public void Dispose() => calls.Dispose();
}
