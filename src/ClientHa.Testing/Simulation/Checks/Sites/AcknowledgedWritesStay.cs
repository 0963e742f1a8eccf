using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Acknowledged means durable here" and "Client-assisted durability": what a client was told is done is at every site in
/// the end. The only way to lose it is the loss of the disk that alone had it, with no client that hands it over.
/// </summary>
internal sealed class AcknowledgedWritesStay : Check, ISiteCheck
{
    public override string Rule => "no acknowledged write is lost";

    public void Replied(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
        if (reply is not ReplicaReply.Written { Outcome: WriteOutcome.Accepted, Result: { } result })
            return;
        Operation? operation = site.World.Ledger.IssuesOf(result.Replica, result.Sequence).Find(each => each.Version == result.Version);
        SimulationViolation.Unless(
            operation is not null && operation.Version.OperationId == request!.Id && operation.Key == request.Key,
            Rule, $"{site} accepted {request!.Id} as operation {result.Sequence} of replica {result.Replica}, which is in no log");
    }

    public override void Ended(World world)
    {
        HashSet<OperationId> there = [.. world.Ledger.HistoryOf(world.Sites[0].Process!.Replica.Vector).Select(operation => operation.Version.OperationId)];
        foreach (SimSite site in world.Sites)
        {
            VersionVector vector = world.Ledger.ShadowOf(site).Vector;
            foreach ((string key, OperationResult result) in world.Ledger.Accepted)
            {
                if (vector.Covers(result.Replica, result.Sequence) && !world.Ledger.IsTainted(result.Replica, result.Sequence))
                    continue;
                Operation operation = world.Ledger.IssuesOf(result.Replica, result.Sequence).Find(each => each.Version == result.Version)!;
                SimulationViolation.Unless(
                    world.Ledger.ReasonOfLoss(operation) is not null || world.Ledger.IsTainted(result.Replica, result.Sequence),
                    Rule, $"{site} lacks the accepted write {result.Version} of {key}, operation {result.Sequence} of replica {result.Replica}");
                if (site.Number == 0 && !there.Contains(result.Version.OperationId))
                    world.Ledger.LostWrites.Add($"{result.Version.OperationId} of {key}: {world.Ledger.ReasonOfLoss(operation) ?? "its site's disk was rolled back"}");
            }
            foreach (Operation operation in world.Ledger.Operations)
            {
                SimulationViolation.Unless(
                    vector.Covers(operation.Replica, operation.Sequence) || world.Ledger.ReasonOfLoss(operation) is not null || world.Ledger.IsTainted(operation.Replica, operation.Sequence),
                    Rule, $"{site} lacks operation {operation.Sequence} of replica {operation.Replica}, which was durable");
            }
        }
    }
}
