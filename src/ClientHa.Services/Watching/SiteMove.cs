namespace ClientHa.Services;

/// <summary>
/// Ends a stream when new calls go to another site than it did: home, after the first choice has come back, and away from a site
/// that other calls have found dead before its stream broke. A stream would stay where it is, and this one can be opened anywhere.
/// </summary>
internal sealed class SiteMove : IDisposable
{
    private readonly HaHttpHandler handler;
    private readonly CancellationTokenSource source;
    private (string Host, int Port)? site;
    private volatile bool isDue;

    public SiteMove(HaHttpHandler handler, CancellationToken cancellationToken)
    {
        this.handler = handler;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Whether the stream was ended for a move.</summary>
    public bool IsDue => isDue;

    /// <summary>The stream has a site now: the one that calls go to.</summary>
    public void Begin()
    {
        site = Current(handler.Status);
        handler.StatusChanged += Look;
        Look(handler, handler.Status);
    }

    public void Dispose()
    {
        handler.StatusChanged -= Look;
        source.Dispose();
    }

    /// <summary>None where no site answers or all take calls in turn: there is nowhere to go then.</summary>
    private static (string Host, int Port)? Current(HaStatus status) =>
        status is { IsPanic: false, Current: { } current } ? (current.Name, current.Port) : null;

    private void Look(object? sender, HaStatus status)
    {
        if (site is null || Current(status) is not { } now || now == site)
            return;
        isDue = true;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has just ended by itself.
        }
    }
}
