namespace ClientHa.Core.Replication;

/// <summary>
/// The versions of the stream between sites. While a cluster is brought from one to the next, site by site, two sites speak the newest
/// that both know.
/// </summary>
internal static class Protocol
{
    /// <summary>Puts and deletes; the digest of a state counts tombstones.</summary>
    public const uint First = 1;

    /// <summary>Counters, conflicts and members; digests of live documents.</summary>
    public const uint Second = 2;

    /// <summary>What two sites speak; null where there is nothing that both know.</summary>
    public static uint? Common(SiteIdentity here, SiteIdentity peer)
    {
        uint newest = Math.Min(here.ProtocolVersion, peer.ProtocolVersion);
        return newest >= here.OldestProtocol && newest >= peer.OldestProtocol ? newest : null;
    }

    /// <summary>The oldest version in which an operation can be told.</summary>
    public static uint OldestFor(OperationKind kind) => kind is OperationKind.Put or OperationKind.Delete ? First : Second;

    /// <summary>The oldest version in which a part of a state can be told.</summary>
    public static uint OldestFor(LogRecord.StatePart part) =>
        part.Counters.Length > 0 || part.Additions.Length > 0 || part.Members.Any(member => member.IsRetired) ? Second : First;
}
