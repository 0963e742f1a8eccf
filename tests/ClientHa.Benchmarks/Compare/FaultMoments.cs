using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Compare;

/// <summary>Moments of the <see cref="MonotonicClock"/>.</summary>
/// <param name="Began">Just before the fault.</param>
/// <param name="Timed">From when clients are timed: the same, or when a site is back that all clients wait for.</param>
internal readonly record struct FaultMoments(long Began, long Timed)
{
    /// <summary>The fault was there before the clients: each is timed from its own first call.</summary>
    public bool ClientsCameLater { get; init; }
}
