using ClientHa.Core.Replication;
using Google.Protobuf;

namespace ClientHa.Services;

/// <summary>The wire's messages and the public types, one from the other.</summary>
internal static class Messages
{
    public static Document Read(V1.Document document, bool isStale = false) =>
        new(document.Key, document.Value.Memory, Read(document.Version)) { IsStale = isStale };

    public static DocumentVersion Read(V1.Version? version) =>
        version is not null && OperationId.TryRead(version.OperationId.Span, out OperationId id)
            ? new(new WriteVersion(version.Stamp, id))
            : new(new WriteVersion(version?.Stamp ?? 0, default));

    public static DocumentConflict Read(V1.ConflictEntry entry) => new(
        Read(entry.Lost, entry.LostDeleted, entry.LostReplica), Read(entry.Won, entry.WonDeleted, entry.WonReplica));

    private static ConcurrentWrite Read(V1.Document document, bool isDeleted, ulong replica) =>
        new(Read(document), isDeleted, replica == 0 ? null : new ReplicaId(replica).Site);

    public static V1.Version Write(DocumentVersion version) => new()
    {
        Stamp = version.Write.Stamp,
        OperationId = Write(version.Write.OperationId),
    };

    public static ByteString Write(OperationId id)
    {
        byte[] bytes = new byte[OperationId.Bytes];
        id.Write(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static V1.Condition? Write(WriteCondition? condition) => condition is null
        ? null
        : new V1.Condition { IfVersion = condition.Version is { } version ? Write(version) : null };
}
