namespace ClientHa.Tests.Sites;

/// <summary>Twenty callers that call again as soon as they are answered, and none of which may repeat a call.</summary>
internal sealed class Load : IDisposable
{
    private readonly CancellationTokenSource enough = new();
    private readonly Task[] callers;

    public Load(Bed bed) => callers = [.. Enumerable.Range(0, 20).Select(async _ =>
    {
        while (!enough.IsCancellationRequested)
            await bed.CallAsync(isIdempotent: false);
    })];

    /// <summary>Waits; not for longer than the first call that fails.</summary>
    public async Task UntilAsync(
        Func<bool> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        await Eventually.UntilAsync(() => condition() || callers.Any(caller => caller.IsFaulted), what);
        if (callers.FirstOrDefault(caller => caller.IsFaulted) is { } failed)
            await failed;
    }

    /// <summary>Ends, and throws if a call has failed.</summary>
    public async Task StopAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(Eventually.HangGuard);
    }

    public void Dispose()
    {
        enough.Cancel();
        enough.Dispose();
    }
}
