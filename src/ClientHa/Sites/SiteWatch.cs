using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>
/// Looks, a few times a second while calls are in flight, for sites that have fallen silent. A frozen process keeps its
/// connections and accepts new ones, so nothing else would tell.
/// </summary>
internal sealed class SiteWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A committed stream may be silent for this long before its site is asked, and before a dead one is cut.</summary>
    private static readonly TimeSpan StreamSilence = TimeSpan.FromSeconds(15);

    private readonly SiteDirectory directory;
    private readonly ITimer timer;
    private int isRunning;

    public SiteWatch(SiteDirectory directory)
    {
        this.directory = directory;
        timer = directory.Clock.TimeProvider.CreateTimer(
            static state => ((SiteWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        if (Volatile.Read(ref isRunning) == 0 && Interlocked.Exchange(ref isRunning, 1) == 0)
            timer.Change(Interval, Interval);
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        FailoverState state = directory.State;
        Instant now = directory.Clock.Now;
        bool isAnyInFlight = false;
        foreach (Site site in directory.Sites)
        {
            foreach (SiteGeneration generation in site.Generations())
            {
                isAnyInFlight |= generation.CallsInFlight > 0;
                Judge(state.Sites[site.Index], site, generation, now);
            }
        }
        if (!directory.TryEnd() && !isAnyInFlight && !directory.IsRetiring)
            Stop();
    }

    private void Judge(SiteHealth health, Site site, SiteGeneration generation, Instant now)
    {
        (TimeSpan waiting, TimeSpan streaming) = generation.Silence(now);
        if (health.State is SiteState.Available or SiteState.Returning && generation.Number == health.Generation)
        {
            TimeSpan silence = waiting >= health.SuspectDelay ? waiting : streaming >= StreamSilence ? streaming : TimeSpan.Zero;
            if (silence > TimeSpan.Zero)
            {
                directory.Record(new SiteEvent(SiteEventKind.Silent, site.Index, generation.Number)
                {
                    IsStream = waiting < health.SuspectDelay,
                    Reason = $"was silent for {silence.TotalSeconds:0.#} s with a call in flight",
                });
            }
        }
        else if (health is { State: SiteState.Ejected, ConsecutiveGoodProbes: 0 } && generation.IsRetired && streaming >= StreamSilence)
        {
            generation.Cut();
        }
    }

    private void Stop()
    {
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref isRunning, 0);

        // A call that began between the look and the stop has found the watch running, and so has a change of the configuration.
        if (directory.IsRetiring || directory.Sites.Any(site => site.CallsInFlight > 0))
            Start();
    }
}
