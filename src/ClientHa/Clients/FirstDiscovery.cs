namespace ClientHa.Clients;

/// <summary>
/// The first calls of a client that discovers its sites wait until that has been tried once, together and never for longer than
/// a look-up may take: with the sites that are assumed, all clients would crowd on them.
/// </summary>
internal sealed class FirstDiscovery(TimeProvider timeProvider, bool isNeeded)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? wait;
    private volatile bool isAwaited = isNeeded;

    public bool IsAwaited => isAwaited;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task shared;
        lock (over)
            shared = wait ??= over.Task.WaitAsync(Limit, timeProvider, CancellationToken.None);
        try
        {
            await shared.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A silent name server: calls go to the sites that are assumed.
        }
        isAwaited = false;
    }

    public void End()
    {
        isAwaited = false;
        over.TrySetResult();
    }
}
