namespace ClientHa.Core.Replication;

/// <summary>A counter as it stands: the sum of all that was added to it, each operation id once.</summary>
internal sealed record StoredCounter(string Key, long Total);
