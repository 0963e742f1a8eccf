using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Exactly once across masters": a counter is the sum of what was added to it, each operation id once, also where two sites
/// have accepted the same one, and long after either has forgotten it.
/// </summary>
internal sealed class AdditionsCountOnce : Check, ISiteCheck
{
    public override string Rule => "an addition counts once";

    public void Recovered(SimSite site, Replica replica) => Look(site, replica);

    public override void Ended(World world)
    {
        foreach (SimSite site in world.Sites)
            Look(site, site.Process!.Replica);
    }

    private void Look(SimSite site, Replica replica)
    {
        if (site.World.Ledger.ShadowOf(site).HoldsTwoHistories)
            return;
        string expected = Text(site.World.Ledger.CountersOf(replica.Vector)), there = Text(Captures.Of(replica, site).Counters);
        SimulationViolation.Unless(there == expected, Rule, $"{site} counts {there}, and what was added is {expected}");
    }

    private static string Text(StoredCounter[] counters) => string.Join(' ', counters.Select(counter => $"{counter.Key}={counter.Total}"));
}
