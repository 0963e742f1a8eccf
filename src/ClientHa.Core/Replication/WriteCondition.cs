namespace ClientHa.Core.Replication;

/// <summary>Compare and set: the version that the document must have; null: there must be no document.</summary>
internal sealed record WriteCondition(WriteVersion? Version)
{
    public bool Holds(StoredDocument? current) =>
        (current is null or { IsDeleted: true } ? null : (WriteVersion?)current.Version) == Version;
}
