using ClientHa.Core.Failover;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>Looks, a few times a second while calls are in flight, for sites that have fallen silent: the SDK's <c>SiteWatch</c>.</summary>
internal sealed class SilenceWatch(ClientDirectory directory)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A committed stream may be silent for this long before its site is asked, and before a dead one is cut.</summary>
    private static readonly TimeSpan StreamSilence = TimeSpan.FromSeconds(15);

    private bool isRunning;

    public void Start()
    {
        if (isRunning)
            return;
        isRunning = true;
        directory.Client.After(Interval, Look);
    }

    private void Look()
    {
        FailoverState state = directory.State;
        bool isAnyInFlight = false;
        foreach (ClientSite site in directory.Sites)
        {
            foreach (ClientGeneration generation in site.Generations())
            {
                isAnyInFlight |= generation.CallsInFlight > 0;
                Judge(state.Sites[site.Index], generation, site.Index);
            }
        }
        isRunning = isAnyInFlight;
        if (isRunning)
            directory.Client.After(Interval, Look);
    }

    private void Judge(SiteHealth health, ClientGeneration generation, int site)
    {
        (TimeSpan waiting, TimeSpan streaming) = generation.Silence(directory.Now);
        if (health.State is SiteState.Available or SiteState.Returning && generation.Number == health.Generation)
        {
            bool waits = waiting >= health.SuspectDelay;
            if (waits || streaming >= StreamSilence)
            {
                directory.Client.Checks.FoundSilent(directory.Client, site, health, waits ? waiting : streaming, isStream: !waits);
                directory.Record(new SiteEvent(SiteEventKind.Silent, site, generation.Number) { IsStream = !waits, Reason = "was silent with a call in flight" });
            }
        }
        else if (health is { State: SiteState.Ejected, ConsecutiveGoodProbes: 0 } && generation.IsRetired && streaming >= StreamSilence)
        {
            generation.Cut();
        }
    }
}
