using System.Runtime.CompilerServices;
using ClientHa.Integration.Tests.Sites;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>Waits for what other processes bring about; no test depends on how long it takes.</summary>
internal static class Eventually
{
    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        UntilAsync(() => Task.FromResult(condition()), () => what);

    /// <param name="condition">Asked again until it is true.</param>
    /// <param name="seen">What to tell where it doesn't come true.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> seen)
    {
        CancellationToken guard = HangGuard.Token;
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            if (guard.IsCancellationRequested)
                throw new TimeoutException($"It did not come true: {seen()}.");
            await again.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
