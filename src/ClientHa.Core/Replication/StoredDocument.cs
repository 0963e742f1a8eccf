namespace ClientHa.Core.Replication;

/// <summary>A document as it stands, or the tombstone of one. Never changed: a write puts another in its place.</summary>
internal sealed record StoredDocument(string Key, ReadOnlyMemory<byte> Value, WriteVersion Version, bool IsDeleted)
{
    /// <summary>What it adds to the digest of the state: the same at every site, in every process.</summary>
    public ulong Digest
    {
        get
        {
            ulong hash = Prng.Hash(IsDeleted ? 1UL : 0UL, Key);
            hash = Prng.Mix(hash ^ Version.Stamp);
            hash = Prng.Mix(hash ^ Version.OperationId.High);
            return Prng.Mix(hash ^ Version.OperationId.Low);
        }
    }
}
