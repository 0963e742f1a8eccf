using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// The reconnect delay is D × U(0.8, 1.2) from the last failure of a user's call; the first failure of a site that was good for 10
/// minutes counts D/6; a failed probe prolongs nothing (client.md, "Reconnect delay").
/// </summary>
internal sealed class ReconnectDelays : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();
    private readonly Spread spread = new();

    public override string Rule => "the reconnect delay is D, with jitter, or a sixth of it";

    public void Started(SimClient client)
    {
        for (int i = 0; i < client.World.Options.Sites; i++)
            notes[client, i].UpSince = client.World.Agenda.Now;
    }

    public void Stopped(SimClient client) => notes.Forget(client);

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        for (int i = 0; i < after.Sites.Length; i++)
        {
            SiteHealth was = before.Sites[i], site = after.Sites[i];
            if (site.State != SiteState.Ejected)
                continue;
            bool hasFailed = was.State != SiteState.Ejected || happened.Kind is SiteEventKind.Down or SiteEventKind.Broken ||
                (happened.Kind == SiteEventKind.ProbeFailed && site.Generation != was.Generation);
            SimulationViolation.Unless(hasFailed || site.ReadmitAt == was.ReadmitAt, Rule, $"{client} prolongs the delay of site {i} after {happened.Kind}");
            if (site.Generation != was.Generation && site.ReadmitAt != was.ReadmitAt)
                Failed(client, i, was, site.ReadmitAt - client.World.Agenda.Now);
        }
    }

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        for (int i = 0; i < after.Sites.Length; i++)
        {
            if (!before.Sites[i].IsUp && after.Sites[i].IsUp)
                notes[client, i].UpSince = client.World.Agenda.Now;
        }
    }

    public override void Ended(World world) => spread.Check(Rule, "the reconnect delays of all clients");

    private void Failed(SimClient client, int site, SiteHealth was, TimeSpan delay)
    {
        TimeSpan d = client.World.Options.ReconnectDelay;
        bool isFirst = was.IsUp && client.World.Agenda.Now - notes[client, site].UpSince >= FailoverRules.GoodPeriod;
        TimeSpan whole = isFirst ? delay * 6 : delay;
        SimulationViolation.Unless(
            whole >= (d * 0.799) && whole <= (d * 1.201), Rule, $"{client} stays away from site {site} for {delay.TotalSeconds} s (first failure: {isFirst})");
        if (d > TimeSpan.Zero)
            spread.Add(((whole / d) - 0.8) / 0.4);
    }

    private sealed class Note
    {
        public Instant UpSince { get; set; }
    }
}
