using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>What a site's disk holds, worked out from its durable records alone and in the plainest way.</summary>
internal sealed class Shadow
{
    private readonly Dictionary<string, StoredDocument> documents;
    private readonly HashSet<WriteVersion> versions;
    private readonly Dictionary<OperationId, ulong> executed;
    private readonly List<LogRecord.StatePart> parts;

    public Shadow()
        : this([], [], [], [])
    {
    }

    private Shadow(Dictionary<string, StoredDocument> documents, HashSet<WriteVersion> versions, Dictionary<OperationId, ulong> executed, List<LogRecord.StatePart> parts) =>
        (this.documents, this.versions, this.executed, this.parts) = (documents, versions, executed, parts);

    public VersionVector Vector { get; private set; } = VersionVector.Empty;

    /// <summary>Of the documents. What counters stand at is told by the operations behind the vector: see <see cref="Ledger.CountersOf"/>.</summary>
    public ulong Digest { get; private set; }

    /// <summary>What stands there for a key: the document, or its tombstone.</summary>
    public StoredDocument? Find(string key) => documents.GetValueOrDefault(key);

    /// <summary>A write of this version is here, in force or not.</summary>
    public bool Has(WriteVersion version) => versions.Contains(version);

    /// <summary>The stamp under which an operation was executed.</summary>
    public ulong? StampOf(OperationId id) => executed.TryGetValue(id, out ulong stamp) ? stamp : null;

    /// <summary>
    /// It took over a state of which some number stands for another operation than here, or one from a site that had: where nobody remembers
    /// that operation any more, nothing tells the two apart.
    /// </summary>
    public bool HoldsTwoHistories { get; set; }

    public Shadow Copy() => new(new(documents), [.. versions], new(executed), [.. parts]) { Vector = Vector, Digest = Digest, HoldsTwoHistories = HoldsTwoHistories };

    public void Take(LogRecord record)
    {
        switch (record)
        {
            case LogRecord.Applied { Operation: { } operation }:
                Vector = Vector.With(operation.Replica, operation.Sequence, operation.Chain);
                versions.Add(operation.Version);
                if (!operation.Kind.ChangesDocument())
                    break;
                executed.TryAdd(operation.Version.OperationId, operation.Version.Stamp);
                versions.Add(operation.Version);
                if (operation.Kind is not (OperationKind.Put or OperationKind.Delete))
                    break;
                Take(new StoredDocument(operation.Key, operation.Value, operation.Version, operation.Kind == OperationKind.Delete));
                break;
            case LogRecord.StatePart part:
                parts.Add(part);
                break;
            case LogRecord.StateEnd end:
                if (!end.Vector.IsEmpty)
                    parts.ForEach(Take);
                parts.Clear();
                Vector = Vector.Merge(end.Vector);
                break;
        }
    }

    private void Take(LogRecord.StatePart part)
    {
        foreach (StoredDocument document in part.Documents)
            Take(document);
        foreach (OperationResult result in part.Results)
        {
            versions.Add(result.Version);
            executed.TryAdd(result.Version.OperationId, result.Version.Stamp);
        }
        foreach (Addition addition in part.Additions)
        {
            versions.Add(addition.Version);
            executed.TryAdd(addition.Version.OperationId, addition.Version.Stamp);
        }
    }

    private void Take(StoredDocument document)
    {
        versions.Add(document.Version);
        StoredDocument? known = Find(document.Key);
        if (known is not null && (known.Version.Stamp, known.Version.OperationId).CompareTo((document.Version.Stamp, document.Version.OperationId)) >= 0)
            return;
        Digest += DigestOf(document) - DigestOf(known);
        documents[document.Key] = document;
    }

    private static ulong DigestOf(StoredDocument? document) => document is { IsDeleted: false } ? document.Digest : 0;
}
