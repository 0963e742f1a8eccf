namespace ClientHa.Tests.Sites;

/// <summary>Waits for what other threads and the network bring about; no test depends on how long it takes.</summary>
internal static class Eventually
{
    /// <summary>So long that only a hang reaches it.</summary>
    public static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(
        Func<bool> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        using CancellationTokenSource guard = new(HangGuard);
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(2));
        while (!condition())
        {
            if (guard.IsCancellationRequested)
                throw new TimeoutException($"{what} did not come true.");
            await again.WaitForNextTickAsync();
        }
    }
}
