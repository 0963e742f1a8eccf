using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Documents" and "Status": once all is delivered, all sites have the same operations, the same documents and the same
/// digest, and of each key the write with the greatest version.
/// </summary>
internal sealed class SitesAreEqual : Check
{
    public override string Rule => "all sites are equal in the end";

    public override void Ended(World world)
    {
        SimSite first = world.Sites[0];
        foreach (SimSite site in world.Sites)
        {
            SimulationViolation.Unless(site.IsServing, Rule, $"{site} serves nobody: {site.Process?.Phase}");
            Replica replica = site.Process!.Replica, expected = first.Process!.Replica;
            SimulationViolation.Unless(
                replica.Vector.Equals(expected.Vector), Rule, $"{site} ends with {replica.Vector}, and {first} with {expected.Vector}");
            SimulationViolation.Unless(replica.Digest == expected.Digest, Rule, $"{site} has another digest than {first}");
        }
        SortedDictionary<string, Operation> winners = new(StringComparer.Ordinal);
        foreach (Operation operation in world.Ledger.HistoryOf(first.Process!.Replica.Vector).Where(each => each.Kind is OperationKind.Put or OperationKind.Delete))
        {
            if (!operation.Kind.ChangesDocument())
                continue;
            bool wins = !winners.TryGetValue(operation.Key, out Operation? best)
                || (best.Version.Stamp, best.Version.OperationId).CompareTo((operation.Version.Stamp, operation.Version.OperationId)) < 0;
            if (wins)
                winners[operation.Key] = operation;
        }
        foreach (SimSite site in world.Sites)
            Compare(site, winners);
    }

    private void Compare(SimSite site, SortedDictionary<string, Operation> written)
    {
        StoredDocument[] documents = Captures.Of(site.Process!.Replica, site).Documents;
        HashSet<string> remembered = [.. documents.Select(document => document.Key)];
        // A delete may be forgotten by now.
        Operation[] winners = [.. written.Values.Where(winner => winner.Kind != OperationKind.Delete || remembered.Contains(winner.Key))];
        SimulationViolation.Unless(documents.Length == winners.Length, Rule, $"{site} has {documents.Length} documents and tombstones, and {winners.Length} keys were written");
        for (int i = 0; i < winners.Length; i++)
        {
            (StoredDocument document, Operation winner) = (documents[i], winners[i]);
            bool isDeleted = winner.Kind == OperationKind.Delete;
            SimulationViolation.Unless(
                document.Key == winner.Key && document.Version == winner.Version && document.IsDeleted == isDeleted
                    && document.Value.Span.SequenceEqual(winner.Value.Span),
                Rule, $"{site} has {document.Version} of {document.Key} (deleted: {document.IsDeleted}), and the last write was {winner.Version} (deleted: {isDeleted})");
        }
    }
}
