namespace ClientHa.Server.Telemetry;

/// <summary>The names of all that the server measures, by OpenTelemetry's conventions: the unit stands beside the name.</summary>
internal static class ServerTelemetry
{
    public const string Meter = "ClientHa.Server";

    public const string SiteInfo = "clientha.site.info";
    public const string SiteState = "clientha.site.state";
    public const string SiteReadOnly = "clientha.site.read_only";
    public const string SiteStartTime = "clientha.site.start_time";
    public const string SiteWarnings = "clientha.site.warnings";
    public const string Documents = "clientha.documents";
    public const string Tombstones = "clientha.tombstones";
    public const string Counters = "clientha.counters";
    public const string Conflicts = "clientha.conflicts";
    public const string Connections = "clientha.connections";
    public const string Watches = "clientha.watches";
    public const string WatchResets = "clientha.watch.resets";
    public const string Calls = "clientha.calls";
    public const string CallsActive = "clientha.calls.active";
    public const string LogSize = "clientha.log.size";
    public const string LogOperations = "clientha.log.operations";
    public const string LogSyncDuration = "clientha.log.sync.duration";
    public const string ReplicationLag = "clientha.replication.lag";
    public const string ReplicationPending = "clientha.replication.pending";
    public const string ReplicationLinkState = "clientha.replication.link.state";
    public const string ReplicationClockOffset = "clientha.replication.clock.offset";

    /// <summary>The number of a site.</summary>
    public const string SiteAttribute = "clientha.site";

    public const string ReplicaAttribute = "clientha.replica";
    public const string ClusterAttribute = "clientha.cluster";
    public const string VersionAttribute = "clientha.version";

    /// <summary>The site at the other end of a link, as <c>site1</c>; before it was reached, its address.</summary>
    public const string PeerAttribute = "clientha.peer";

    public const string StateAttribute = "clientha.state";
    public const string KindAttribute = "clientha.kind";
    public const string MethodAttribute = "clientha.method";
    public const string StatusAttribute = "clientha.status";
}
