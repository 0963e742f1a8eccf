using ClientHa.Server.Health;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Draining;

/// <summary>
/// How a server stops without a failed call: for a period it serves on, while its answers send clients elsewhere; then it
/// accepts no more calls and waits for those that it has; then its listener closes.
/// </summary>
internal sealed class HaDrain : IDisposable
{
    private readonly TimeProvider timeProvider;
    private readonly ILogger<HaDrain> logger;
    private readonly SiteHealth? health;
    private readonly CancellationTokenSource draining = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ManualResetEventSlim idle = new();

    /// <summary>The calls in flight, and one more until the server closes, so that only then zero means the end.</summary>
    private int holds = 1;
    private int isBegun;

    public HaDrain(TimeProvider timeProvider, ILogger<HaDrain> logger, SiteHealth? health = null)
    {
        (this.timeProvider, this.logger, this.health) = (timeProvider, logger, health);
        (Draining, Closing) = (draining.Token, closing.Token);
    }

    /// <summary>Cancelled when the drain begins. A watch ends then, with a cursor for the next site.</summary>
    public CancellationToken Draining { get; }

    /// <summary>
    /// Cancelled when the period has passed and no new call is accepted. What is still open has its last word now: a stream of
    /// operations between sites, which until then carries what clients write in the period.
    /// </summary>
    public CancellationToken Closing { get; }

    /// <summary>Whether somebody beside the drain tells health checks that the server doesn't serve.</summary>
    public bool HasHealth => health is not null;

    /// <summary>Begins a call, unless the server closes. Each call that has begun ends with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref holds);
        if (!Closing.IsCancellationRequested)
            return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref holds) == 0)
            idle.Set();
    }

    /// <summary>
    /// Blocks until the server may stop. Whoever comes second has nothing to wait for: the host lets him wait for the first.
    /// </summary>
    /// <param name="period">How long calls are still accepted.</param>
    /// <param name="limit">How long the calls in flight may take after that.</param>
    public void Run(TimeSpan period, TimeSpan limit)
    {
        if (Interlocked.Exchange(ref isBegun, 1) != 0)
            return;
        ServerLog.Draining(logger, period.TotalSeconds);
        health?.Set(HealthState.Draining);
        draining.Cancel();
        Wait(new ManualResetEventSlim(), period);
        closing.Cancel();
        Leave();
        Wait(idle, limit);
        if (Volatile.Read(ref holds) is > 0 and int calls)
            ServerLog.CallsCut(logger, calls, limit.TotalSeconds);
    }

    public void Dispose()
    {
        draining.Dispose();
        closing.Dispose();
        idle.Dispose();
    }

    private void Wait(ManualResetEventSlim end, TimeSpan limit)
    {
        using ITimer timer = timeProvider.CreateTimer(static end => ((ManualResetEventSlim)end!).Set(), end, limit, Timeout.InfiniteTimeSpan);
        end.Wait();
    }
}
