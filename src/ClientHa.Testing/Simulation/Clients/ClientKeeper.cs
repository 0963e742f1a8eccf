using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>What goes on in the background: look-ups, probes and the panic race, when the state says that they are due.</summary>
internal sealed class ClientKeeper(ClientDirectory directory)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    private Instant alarm = Instant.Never;
    private int alarms;

    private SimClient Client => directory.Client;

    public void Start()
    {
        foreach (ClientSite site in directory.Sites)
            Resolve(site);
        Client.After(RefreshInterval, Start);
    }

    /// <summary>Sets the alarm for what the state wants next.</summary>
    public void Arm()
    {
        Instant next = directory.State.NextWake(directory.AnyCallWaits);
        if (next == alarm && next > directory.Now)
            return;
        alarm = next;
        int mine = ++alarms;
        if (next == Instant.Never)
            return;
        TimeSpan wait = next - directory.Now;
        Client.After(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, () =>
        {
            if (mine == alarms)
                Wake();
        });
    }

    public void Resolve(ClientSite site) => site.LookUp(node =>
    {
        if (site.LastGood is { } known && node is not null)
            directory.Resolved(site, known);
    });

    /// <summary>Asks whether a site is alive.</summary>
    public void Probe(int site, bool isRace, Action<bool> done)
    {
        FailoverState state = directory.State;
        SiteHealth asked = state.Sites[site];
        directory.Record(new SiteEvent(SiteEventKind.ProbeStarted, site, asked.Generation));
        Client.Checks.ProbeStarted(Client, site, asked, isRace);
        Client.World.Timeline.Record(TimelineKind.ProbeStarted, Client.Index, site);
        bool isUrgent = asked.IsProbeUrgent || directory.State.IsPanic;
        new ClientProbe(directory.Sites[site], isUrgent).Run(fault =>
        {
            if (fault is null)
                directory.Sites[site].Vouch(directory.Now);
            Client.World.Timeline.Record(TimelineKind.ProbeEnded, Client.Index, site, fault is null ? 1UL : 0);
            if (Client.World.Timeline.IsKept)
                Client.World.Timeline.Say(Client.Name, $"site {site} {(fault is null ? "answers a probe" : $"fails a probe: {fault.Value.Reason}")}");
            Client.Checks.ProbeEnded(Client, site, asked, fault is null);
            directory.Record(new SiteEvent(
                fault is null ? SiteEventKind.ProbeSucceeded : SiteEventKind.ProbeFailed, site, asked.Generation)
            { Reason = fault?.Reason, IsLocal = fault?.Event == SiteEventKind.Local });
            done(fault is null);
        });
    }

    private void Wake()
    {
        directory.Change(directory.State.Advance(directory.Now));
        FailoverState state = directory.State;
        if (state.IsPanic && state.NextWake(directory.AnyCallWaits) <= directory.Now)
        {
            Client.Checks.RaceStarted(Client, state);
            directory.Change(state.RaceStarted(directory.Now));
            new ClientRace(directory, this).Start();
        }
        for (int site = 0; site < directory.Sites.Length; site++)
        {
            if (directory.State.IsProbeDue(site, directory.Now))
                Probe(site, isRace: false, static _ => { });
        }
        Arm();
    }
}
