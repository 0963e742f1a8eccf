using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>server.md, "Storage": what a process finds on its disk is what was durable there, a torn tail is cut off, and nothing else.</summary>
internal sealed class RecoveryIsTrue : Check, ISiteCheck
{
    public override string Rule => "recovery gives the same replica";

    public void Recovered(SimSite site, Replica replica)
    {
        Shadow shadow = site.World.Ledger.ShadowOf(site);
        SimulationViolation.Unless(replica.Vector.Equals(shadow.Vector), Rule, $"{site} recovers {replica.Vector} of {shadow.Vector}");
        StoredCounter[] counted = shadow.HoldsTwoHistories ? Captures.Of(replica, site).Counters : site.World.Ledger.CountersOf(shadow.Vector);
        ulong counters = counted.Aggregate(0UL, (sum, counter) => sum + counter.Digest);
        SimulationViolation.Unless(replica.Digest == shadow.Digest + counters, Rule, $"{site} recovers other documents or counters than it had");
        SimulationViolation.Unless(
            replica.Records == site.Disk.Image.Last, Rule, $"{site} counts {replica.Records} records, and its log {site.Disk.Image.Last}");
    }

    /// <summary>Everything is at rest: the disk holds all that the process has in memory.</summary>
    public override void Ended(World world)
    {
        foreach (SimSite site in world.Sites)
        {
            Replica live = site.Process!.Replica, replica = new(live.Id, world.Options.Rules);
            _ = new Simulation.Sites.Storage.SiteStore(new(site.Dice, site.Disk.Image.Copy()), site.Limits, replica);
            Recovered(site, replica);
            SimulationViolation.Unless(
                replica.Records == live.Records && replica.Digest == live.Digest && replica.LiveDocuments == live.LiveDocuments,
                Rule, $"{site} would come back from its disk as another");
        }
    }
}
