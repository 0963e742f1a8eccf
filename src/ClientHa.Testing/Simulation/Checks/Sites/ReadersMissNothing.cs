using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Watch" and "Replication": everything that the reader's vector doesn't cover, from the log in its order. Who has read a
/// site's log to its end has all that is durable there.
/// </summary>
internal sealed class ReadersMissNothing : Check, ISiteCheck
{
    public override string Rule => "who reads a log misses nothing";

    public void ReadAll(SimSite site, VersionVector vector)
    {
        VersionVector durable = site.World.Ledger.ShadowOf(site).Vector;
        SimulationViolation.Unless(vector.Covers(durable), Rule, $"who has read all of {site} was told of {vector}, and it has {durable}");
    }
}
