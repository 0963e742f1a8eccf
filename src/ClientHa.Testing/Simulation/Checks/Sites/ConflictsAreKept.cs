using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Conflicts": a write that loses to a concurrent one is not silently gone, and one that was written over by somebody who
/// knew it has not lost. Who knew what is told by the vectors of the sites that accepted the two.
/// </summary>
internal sealed class ConflictsAreKept : Check, ISiteCheck
{
    private readonly Dictionary<OperationId, List<(Operation Operation, VersionVector Known)>> accepted = [];
    private readonly Dictionary<int, SortedDictionary<string, StoredDocument>> documents = [];
    private readonly SortedDictionary<int, List<(Operation Lost, Operation Won)>> noted = [];

    public override string Rule => "a write that lost to a concurrent one is kept beside it, and no other";

    public void Recovered(SimSite site, Replica replica)
    {
        Look(site, replica);
        VersionVector vector = site.World.Ledger.ShadowOf(site).Vector;
        noted.TryAdd(site.Number, []);
        noted[site.Number].RemoveAll(each => !Has(vector, each.Lost) || !Has(vector, each.Won));
        AreThere(site, replica);
    }

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (input is ReplicaInput.State)
            Look(site, site.Process!.Replica);
        if (input is not (ReplicaInput.Write or ReplicaInput.Push) || site.World.Ledger.HasRollback)
            return;
        foreach (ReplicaEffect effect in effects)
        {
            if (effect is not ReplicaEffect.Persist { Record: LogRecord.Applied { Operation: { Kind: OperationKind.Put or OperationKind.Delete } operation } })
                continue;
            if (input is ReplicaInput.Write)
                Accepted(operation, before);
            Judge(site, operation);
        }
    }

    public override void Ended(World world)
    {
        foreach (SimSite site in world.Sites)
            AreThere(site, site.Process!.Replica);
    }

    private void Judge(SimSite site, Operation operation)
    {
        StoredDocument document = new(operation.Key, operation.Value, operation.Version, operation.Kind == OperationKind.Delete);
        bool isThere = documents[site.Number].TryGetValue(operation.Key, out StoredDocument? current);
        if (!isThere || current!.Version < document.Version)
            documents[site.Number][operation.Key] = document;
        if (!isThere || Only(operation.Version) is not { } mine || Only(current!.Version) is not { } theirs)
            return;

        (Operation lost, Operation won) = current!.Version < document.Version ? (theirs.Operation, operation) : (operation, theirs.Operation);
        // Of equal stamps of two sites an operation doesn't say which of the two it was written over.
        if (lost == theirs.Operation && lost.Version.Stamp == won.ReplacedStamp && !Has(mine.Known, lost))
            return;

        // What was written over here has not come yet, or it would stand here. Whether it lost to that is noted where that came first: at
        // the site that accepted it, at the latest.
        bool isUnknown = lost.Version.Stamp > won.ReplacedStamp && !Has(mine.Known, lost) && (lost.Kind, won.ReplacedStamp) is not (OperationKind.Delete, 0);
        bool isConflict = (lost == operation || isUnknown) && (lost.Kind, won.Kind) is not (OperationKind.Delete, OperationKind.Delete);
        ConflictPlace place = new(won.Version, lost.Version);
        bool isNoted = Listed(site.Process!.Replica, site, operation.Key).Any(each => each.Place == place);
        SimulationViolation.Unless(
            isNoted == isConflict, Rule, $"{site} {(isNoted ? "notes" : "does not note")} that {lost.Version} of {operation.Key} lost to {won.Version}");
        if (isConflict)
            noted[site.Number].Add((lost, won));
    }

    private void AreThere(SimSite site, Replica replica)
    {
        HashSet<ConflictPlace> there = [.. Listed(replica, site, "").Select(each => each.Place)];
        foreach ((Operation lost, Operation won) in noted[site.Number])
        {
            SimulationViolation.Unless(
                there.Contains(new(won.Version, lost.Version)), Rule, $"{site} no longer knows that {lost.Version} of {lost.Key} lost to {won.Version}");
        }
    }

    private void Look(SimSite site, Replica replica)
    {
        SortedDictionary<string, StoredDocument> seen = documents[site.Number] = new(StringComparer.Ordinal);
        foreach (StoredDocument document in Captures.Of(replica, site).Documents)
            seen.Add(document.Key, document);
    }

    private void Accepted(Operation operation, VersionVector known)
    {
        if (!accepted.TryGetValue(operation.Version.OperationId, out List<(Operation Operation, VersionVector Known)>? same))
            accepted.Add(operation.Version.OperationId, same = []);
        same.Add((operation, known));
    }

    /// <summary>Null where two sites have accepted it, or one of them twice after a crash: it is in two places.</summary>
    private (Operation Operation, VersionVector Known)? Only(WriteVersion version) =>
        accepted.TryGetValue(version.OperationId, out List<(Operation Operation, VersionVector Known)>? same) && same is [{ } only] ? only : null;

    private static bool Has(VersionVector vector, Operation operation) => vector.Covers(operation.Replica, operation.Sequence);

    private static StoredConflict[] Listed(Replica replica, SimSite site, string prefix)
    {
        List<ReplicaEffect> effects = [];
        replica.Handle(new ReplicaInput.ListConflicts(site, prefix, After: null, int.MaxValue, long.MaxValue), site.Clock.Milliseconds, effects);
        return ((ReplicaReply.Conflicts)((ReplicaEffect.Reply)effects[0]).Value).Items;
    }
}
