using System.Net;

namespace ClientHa.Testing.Hosting;

/// <summary>One kind of site: how it begins and ends. One caller at a time; disposing of it kills it.</summary>
internal interface ISiteHost : IAsyncDisposable
{
    /// <summary>For messages: "a command line".</summary>
    string Kind { get; }

    /// <summary>Whether it has ended, by itself or by another's hand.</summary>
    bool HasEnded { get; }

    /// <summary>What the site has for services, while it runs in this process.</summary>
    IServiceProvider? Services => null;

    /// <summary>The process, if it is one that has been started.</summary>
    Processes.SiteProcess? Process => null;

    /// <summary>Begins, and gives the address where the site listens, or will listen before it is ready.</summary>
    Task<IPEndPoint> StartAsync(CancellationToken cancellationToken);

    /// <exception cref="InvalidOperationException">It has ended instead.</exception>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);

    /// <summary>Asks it to stop, and waits until it has. Nothing happens where it has ended.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Ends it without asking. Nothing happens where it has ended.</summary>
    Task KillAsync();

    Task FreezeAsync();

    Task ThawAsync();
}
