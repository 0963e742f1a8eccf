namespace ClientHa.Services;

/// <summary>Up to which operation of a replica everything is here and durable.</summary>
/// <param name="Replica">The replica, hexadecimal.</param>
/// <param name="Site">Its site's number.</param>
/// <param name="Sequence">The operation's number in the replica's log.</param>
public sealed record ReplicaPosition(string Replica, int Site, ulong Sequence);
