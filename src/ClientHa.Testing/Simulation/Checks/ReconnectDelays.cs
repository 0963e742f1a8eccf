using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// The reconnect delay is D × U(0.8, 1.2) from the last failure of a user's call; the first failure of a site that was good for 10
/// minutes counts D/6; a failed probe prolongs nothing (client.md, "Reconnect delay"). Nobody pays it where all sites were lost in the
/// same instant, or where it was the client's own network that changed ("local").
/// </summary>
internal sealed class ReconnectDelays : Check, IClientCheck
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

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
            if (HasFailed(happened, before.Sites[i], after.Sites[i]) && after.Sites[i].Generation != before.Sites[i].Generation)
                notes[client, i].LostAt = client.World.Agenda.Now;
        }
        bool areAllLost = AreAllLost(client, happened, before, after);
        for (int i = 0; i < after.Sites.Length; i++)
        {
            SiteHealth was = before.Sites[i], site = after.Sites[i];
            if (site.State != SiteState.Ejected)
                continue;
            bool hasFailed = HasFailed(happened, was, site);
            if (areAllLost || (notes[client, i].LostAt - client.NetworkChangedAt).Duration() < Together)
            {
                SimulationViolation.Unless(
                    site.ReadmitAt <= client.World.Agenda.Now, Rule, $"{client} stays away from site {i} for what is not its fault");
                continue;
            }
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

    private static bool HasFailed(in SiteEvent happened, SiteHealth was, SiteHealth site) => site.State == SiteState.Ejected &&
        (was.State != SiteState.Ejected || happened.Kind is SiteEventKind.Down or SiteEventKind.Broken ||
        (happened.Kind == SiteEventKind.ProbeFailed && site.Generation != was.Generation));

    /// <summary>The last of them was lost just now, the first not long before; and it was not one machine behind all names.</summary>
    private bool AreAllLost(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        Instant now = client.World.Agenda.Now;
        string? key = before.Sites[happened.Site].EndpointKey;
        bool isOneMachine = !happened.NameAlone && key is not null && before.Sites.All(site => site.EndpointKey == key);
        bool areTogether = after.Sites.Where((site, i) => site.State == SiteState.Ejected && now - notes[client, i].LostAt < Together).Count() == after.Sites.Length;
        return areTogether && !isOneMachine && notes[client, happened.Site].LostAt == now;
    }

    private sealed class Note
    {
        public Instant LostAt { get; set; } = new(-TimeSpan.TicksPerDay);

        public Instant UpSince { get; set; }
    }
}
