using ClientHa.Core.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Replication;

/// <summary>A state in parts of a bounded size, for files and for streams.</summary>
internal static class StateParts
{
    /// <summary>Its bytes stay out of the heap of large objects, which is collected seldom: a state of a million documents would leave as many there.</summary>
    private const int MaxPartBytes = 64 * 1024;
    private const int OverheadBytes = 64;

    public static IEnumerable<SnapshotPart> Of(ReplicaState state)
    {
        SnapshotPart part = new();
        int bytes = 0;
        foreach ((Action<SnapshotPart> add, int size) in Items(state))
        {
            add(part);
            bytes += size + OverheadBytes;
            if (bytes < MaxPartBytes)
                continue;
            yield return part;
            (part, bytes) = (new(), 0);
        }
        if (bytes > 0)
            yield return part;
    }

    private static IEnumerable<(Action<SnapshotPart> Add, int Bytes)> Items(ReplicaState state)
    {
        // Each kind merges by itself, so that their order says nothing.
        foreach (Core.Replication.StoredDocument document in state.Documents)
            yield return (part => part.Documents.Add(Codec.Write(document)), document.Key.Length + document.Value.Length);
        foreach (OperationResult result in state.Results)
            yield return (part => part.Results.Add(Codec.Write(result)), result.Result.Length);
        foreach (Core.Replication.StoredCounter counter in state.Counters)
            yield return (part => part.Counters.Add(Codec.Write(counter)), counter.Key.Length);
        foreach (Addition addition in state.Additions)
            yield return (part => part.Additions.Add(Codec.Write(addition)), addition.Key.Length);
        if (state.ResultsHorizon != 0)
            yield return (part => part.ResultsHorizon = state.ResultsHorizon, 0);
        if (state.AdditionsHorizon != 0)
            yield return (part => part.AdditionsHorizon = state.AdditionsHorizon, 0);
        foreach (Core.Replication.StoredConflict conflict in state.Conflicts)
            yield return (part => part.Conflicts.Add(Codec.Write(conflict)), (2 * conflict.Lost.Key.Length) + conflict.Lost.Value.Length + conflict.Won.Value.Length);
        foreach (Core.Replication.StoredMember member in state.Members)
            yield return (part => part.Members.Add(Codec.Write(member)), 0);
        if (!state.Collected.IsEmpty)
            yield return (part => part.Collected.AddRange(Codec.Write(state.Collected)), 0);
    }
}
