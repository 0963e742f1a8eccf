using ClientHa.Core.Replication;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Replication;

/// <summary>Between the messages of the wire and the log, and Core's own types. What doesn't fit throws <see cref="FormatException"/>.</summary>
internal static class Codec
{
    public static OperationId ReadId(ByteString bytes) => OperationId.TryRead(bytes.Span, out OperationId id)
        ? id
        : throw new FormatException($"An operation id of {bytes.Length} bytes; it has {OperationId.Bytes}.");

    public static ByteString Write(OperationId id)
    {
        Span<byte> bytes = stackalloc byte[OperationId.Bytes];
        id.Write(bytes);
        return ByteString.CopyFrom(bytes);
    }

    public static WriteVersion Read(V1.Version version) => new(version.Stamp, ReadId(version.OperationId));

    public static V1.Version Write(WriteVersion version) => new() { Stamp = version.Stamp, OperationId = Write(version.OperationId) };

    /// <summary>A vector has an entry for each life that a site ever had. Far more of them come from no site.</summary>
    public static int MaxVectorEntries => Core.Replication.ReplicaRules.Default.MaxReplicas;

    public static VersionVector Read(IReadOnlyCollection<V1.VectorEntry> entries) => entries.Count <= MaxVectorEntries
        ? VersionVector.Create(entries.Select(entry => new Core.Replication.VectorEntry(new(entry.Replica), entry.Sequence, entry.Chain)))
        : throw new FormatException($"A vector of {entries.Count} entries; up to {MaxVectorEntries} are allowed.");

    public static IEnumerable<V1.VectorEntry> Write(VersionVector vector)
    {
        foreach (Core.Replication.VectorEntry entry in vector.Entries.ToArray())
            yield return new() { Replica = entry.Replica.Value, Sequence = entry.Sequence, Chain = entry.Chain };
    }

    /// <summary>Without chains, which only sites compare.</summary>
    public static IEnumerable<V1.VectorEntry> WriteSequences(VersionVector vector)
    {
        foreach (Core.Replication.VectorEntry entry in vector.Entries.ToArray())
            yield return new() { Replica = entry.Replica.Value, Sequence = entry.Sequence };
    }

    public static Core.Replication.Operation Read(V1.Operation operation) => new(
        new(operation.Replica),
        operation.Sequence,
        new(operation.Stamp, ReadId(operation.OperationId)),
        (byte)Math.Min(operation.Attempt, byte.MaxValue),
        ReadKind(operation.Kind),
        operation.Key,
        operation.Kind == V1.OperationKind.Add ? ReadNumber(operation.Value) : operation.Value.Memory,
        operation.Kind == V1.OperationKind.Add ? ReadNumber(operation.Result) : operation.Result.Memory,
        operation.PreviousChain)
    {
        ReplacedStamp = ReadReplaced(operation.ReplacedStamp),
    };

    public static V1.Operation Write(Core.Replication.Operation operation) => new()
    {
        Replica = operation.Replica.Value,
        Sequence = operation.Sequence,
        Stamp = operation.Version.Stamp,
        OperationId = Write(operation.Version.OperationId),
        Attempt = operation.Attempt,
        Kind = (V1.OperationKind)operation.Kind,
        Key = operation.Key,
        Value = UnsafeByteOperations.UnsafeWrap(operation.Value),
        Result = UnsafeByteOperations.UnsafeWrap(operation.Result),
        PreviousChain = operation.PreviousChain,
        ReplacedStamp = WriteReplaced(operation.ReplacedStamp),
    };

    /// <exception cref="FormatException">It has no content or no version.</exception>
    public static Core.Replication.StoredDocument Read(V1.StoredDocument? document) => document?.Document is { Version: { } version } content
        ? new(content.Key, content.Value.Memory, Read(version), document.Deleted)
        : throw new FormatException("A document without content or version.");

    public static V1.StoredDocument Write(Core.Replication.StoredDocument document) => new()
    {
        Document = WriteDocument(document),
        Deleted = document.IsDeleted,
    };

    public static Document WriteDocument(Core.Replication.StoredDocument document) => new()
    {
        Key = document.Key,
        Value = UnsafeByteOperations.UnsafeWrap(document.Value),
        Version = Write(document.Version),
    };

    public static OperationResult Read(StoredResult result) => new(
        new(result.Stamp, ReadId(result.OperationId)), new(result.Replica), result.Sequence, result.Superseded)
    {
        Kind = result.Kind == V1.OperationKind.Unspecified ? Core.Replication.OperationKind.Put : ReadKind(result.Kind),
        Result = result.Result.Memory,
    };

    public static StoredResult Write(OperationResult result) => new()
    {
        OperationId = Write(result.Version.OperationId),
        Stamp = result.Version.Stamp,
        Replica = result.Replica.Value,
        Sequence = result.Sequence,
        Superseded = result.Superseded,
        Kind = (V1.OperationKind)result.Kind,
        Result = UnsafeByteOperations.UnsafeWrap(result.Result),
    };

    public static Core.Replication.StoredCounter Read(V1.StoredCounter counter) => new(counter.Key, counter.Total);

    public static V1.StoredCounter Write(Core.Replication.StoredCounter counter) => new() { Key = counter.Key, Total = counter.Total };

    public static Addition Read(StoredAddition addition) => new(
        new(addition.Stamp, ReadId(addition.OperationId)), new(addition.Replica), addition.Sequence, addition.Key, addition.Delta, addition.Total);

    public static StoredAddition Write(Addition addition) => new()
    {
        OperationId = Write(addition.Version.OperationId),
        Stamp = addition.Version.Stamp,
        Replica = addition.Replica.Value,
        Sequence = addition.Sequence,
        Key = addition.Key,
        Delta = addition.Delta,
        Total = addition.Total,
    };

    public static Core.Replication.StoredConflict Read(V1.StoredConflict conflict) =>
        new(Read(conflict.Lost), Read(conflict.Won), new(conflict.LostReplica), new(conflict.WonReplica));

    public static V1.StoredConflict Write(Core.Replication.StoredConflict conflict) => new()
    {
        Lost = Write(conflict.Lost),
        Won = Write(conflict.Won),
        LostReplica = conflict.LostReplica.Value,
        WonReplica = conflict.WonReplica.Value,
    };

    public static Core.Replication.StoredMember Read(V1.StoredMember member) => new(new(member.Replica), member.Retired, Read(member.Has));

    public static V1.StoredMember Write(Core.Replication.StoredMember member) =>
        new() { Replica = member.Replica.Value, Retired = member.IsRetired, Has = { Write(member.Has) } };

    public static Core.Replication.LogRecord.StatePart Read(SnapshotPart part) =>
        new([.. part.Documents.Select(Read)], [.. part.Results.Select(Read)])
        {
            Counters = [.. part.Counters.Select(Read)],
            Additions = [.. part.Additions.Select(Read)],
            ResultsHorizon = part.ResultsHorizon,
            AdditionsHorizon = part.AdditionsHorizon,
            Conflicts = [.. part.Conflicts.Select(Read)],
            Members = [.. part.Members.Select(Read)],
            Collected = Read(part.Collected),
        };

    public static SnapshotPart Write(Core.Replication.LogRecord.StatePart part) => new()
    {
        Documents = { part.Documents.Select(Write) },
        Results = { part.Results.Select(Write) },
        Counters = { part.Counters.Select(Write) },
        Additions = { part.Additions.Select(Write) },
        ResultsHorizon = part.ResultsHorizon,
        AdditionsHorizon = part.AdditionsHorizon,
        Conflicts = { part.Conflicts.Select(Write) },
        Members = { part.Members.Select(Write) },
        Collected = { Write(part.Collected) },
    };

    private static ReadOnlyMemory<byte> ReadNumber(ByteString bytes) => bytes.Length == CounterNumber.Bytes
        ? bytes.Memory
        : throw new FormatException($"A counter's number of {bytes.Length} bytes; it has {CounterNumber.Bytes}.");

    /// <summary>Who doesn't say what it wrote over, as the first version of the protocol, has written over whatever is there.</summary>
    private static ulong ReadReplaced(ulong wire) => wire switch
    {
        0 => ulong.MaxValue,
        1 => 0,
        _ => wire,
    };

    private static ulong WriteReplaced(ulong stamp) => stamp switch
    {
        ulong.MaxValue => 0,
        0 => 1,
        _ => stamp,
    };

    private static Core.Replication.OperationKind ReadKind(V1.OperationKind kind) => kind is >= V1.OperationKind.Put and <= V1.OperationKind.Join
        ? (Core.Replication.OperationKind)kind
        : throw new FormatException($"Operations of kind {(int)kind} are not known to this version of the program.");
}
