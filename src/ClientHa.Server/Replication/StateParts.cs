using ClientHa.Core.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Replication;

/// <summary>A state in parts of a bounded size, for files and for streams.</summary>
internal static class StateParts
{
    private const int MaxPartBytes = 256 * 1024;
    private const int OverheadBytes = 64;

    public static IEnumerable<SnapshotPart> Of(ReplicaState state)
    {
        SnapshotPart part = new();
        int bytes = 0;
        foreach (Core.Replication.StoredDocument document in state.Documents)
        {
            part.Documents.Add(Codec.Write(document));
            bytes += document.Key.Length + document.Value.Length + OverheadBytes;
            if (bytes < MaxPartBytes)
                continue;
            yield return part;
            (part, bytes) = (new(), 0);
        }
        foreach (OperationResult result in state.Results)
        {
            part.Results.Add(Codec.Write(result));
            bytes += OverheadBytes;
            if (bytes < MaxPartBytes)
                continue;
            yield return part;
            (part, bytes) = (new(), 0);
        }
        if (part.Documents.Count + part.Results.Count > 0)
            yield return part;
    }
}
