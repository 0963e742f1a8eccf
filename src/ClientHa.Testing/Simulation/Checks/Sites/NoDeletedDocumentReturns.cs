using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>server.md, "Deletes": a document whose delete a site has taken is not there any more, unless it was written anew.</summary>
internal sealed class NoDeletedDocumentReturns : Check, ISiteCheck
{
    public override string Rule => "no deleted document comes back";

    /// <summary>What a process begins with: later answers are decided before, and shown after, what is durable.</summary>
    public void Recovered(SimSite site, Replica replica) => Look(site, replica);

    public override void Ended(World world)
    {
        foreach (SimSite site in world.Sites)
        {
            if (site.Process is { } process)
                Look(site, process.Replica);
        }
    }

    private void Look(SimSite site, Replica replica)
    {
        foreach (StoredDocument document in Captures.Of(replica, site).Documents)
        {
            SimulationViolation.Unless(
                document.IsDeleted || site.World.Ledger.ShadowOf(site).Find(document.Key) is not { IsDeleted: true },
                Rule, $"{site} has {document.Version} of {document.Key}, whose delete it took");
        }
    }
}
