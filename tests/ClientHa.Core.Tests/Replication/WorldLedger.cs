using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>What became durable and what clients were told, in a whole world: the truth that no crash changes.</summary>
internal sealed class WorldLedger
{
    private readonly Dictionary<(ReplicaId Replica, ulong Sequence), Operation> issued = [];
    private readonly Dictionary<WriteVersion, Operation> written = [];
    private readonly Dictionary<OperationId, ulong> stamps = [];
    private readonly List<(string Key, OperationResult Result)> accepted = [];

    public int Accepted => accepted.Count;

    public int Superseded => accepted.Count(each => each.Result.Superseded);

    public void TakeDurable(WorldSite site, Operation operation)
    {
        (ReplicaId, ulong) name = (operation.Replica, operation.Sequence);
        if (operation.Replica == site.Id)
        {
            written[operation.Version] = operation;
            WorldViolation.Unless(issued.TryAdd(name, operation), $"{site} wrote its operation {operation.Sequence} twice");
            return;
        }
        WorldViolation.Unless(
            issued.TryGetValue(name, out Operation? original) && original.Version == operation.Version && original.Chain == operation.Chain,
            $"{site} has an operation {operation.Replica}:{operation.Sequence} that its replica hasn't");
    }

    public void TakeAccepted(WorldSite site, WriteRequest request, OperationResult result)
    {
        WorldViolation.Unless(
            issued.TryGetValue((result.Replica, result.Sequence), out Operation? operation)
                && operation.Version == result.Version && operation.Version.OperationId == request.Id && operation.Key == request.Key,
            $"{site} accepted {request.Id} as {result}, which isn't in the log of that replica");
        // A stamp belongs to the operation: whoever executes it gives it the same version.
        WorldViolation.Unless(
            request.Stamp == 0 || (result.Version.Stamp == request.Stamp && (stamps.TryAdd(request.Id, request.Stamp) || stamps[request.Id] == request.Stamp)),
            $"{site} gave {request.Id} the stamp {result.Version.Stamp}, and the client gave it {request.Stamp}");
        accepted.Add((request.Key, result));
    }

    /// <summary>Once all is delivered, everything that was ever told is true at every site.</summary>
    public void Check(WorldSite site, StoredDocument[] documents)
    {
        SortedDictionary<string, WriteVersion> versions = new(StringComparer.Ordinal);
        foreach (StoredDocument document in documents)
        {
            versions.Add(document.Key, document.Version);
            WorldViolation.Unless(
                written.TryGetValue(document.Version, out Operation? operation) && operation.Key == document.Key
                    && document.IsDeleted == (operation.Kind == OperationKind.Delete) && operation.Value.Span.SequenceEqual(document.Value.Span),
                $"{site} has {document}, which nobody wrote");
        }
        foreach ((string key, OperationResult result) in accepted)
        {
            WorldViolation.Unless(site.Durable.Covers(result.Replica, result.Sequence), $"{site} lacks the accepted operation {result}");
            WorldViolation.Unless(
                versions.TryGetValue(key, out WriteVersion version) && version >= result.Version, $"{site} lost {result} of {key}");
        }
        foreach ((ReplicaId replica, ulong sequence) in issued.Keys)
            WorldViolation.Unless(site.Durable.Covers(replica, sequence), $"{site} lacks operation {replica}:{sequence}");
        foreach (VectorEntry entry in site.Durable.Entries)
            WorldViolation.Unless(issued.ContainsKey((entry.Replica, entry.Sequence)), $"{site} has {entry}, which nobody wrote");
    }
}
