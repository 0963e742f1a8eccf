namespace ClientHa.Core.Replication;

/// <summary>A counter as it stands: the sum of all that was added to it, each operation id once.</summary>
internal sealed record StoredCounter(string Key, long Total)
{
    /// <summary>What it adds to the digest of the state. A counter at 0 is as if it weren't there.</summary>
    public ulong Digest => Total == 0 ? 0 : Prng.Mix(Prng.Hash(2, Key) ^ (ulong)Total);
}
