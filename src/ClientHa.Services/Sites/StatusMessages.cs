using ClientHa.V1;

namespace ClientHa.Services;

/// <summary>A site's status from the wire's message.</summary>
internal static class StatusMessages
{
    /// <summary>A thousand years: more than that is no lag.</summary>
    private const double LongestLagSeconds = 1000 * 365.25 * 86400;

    private const long LongestOffsetMilliseconds = (long)LongestLagSeconds * 1000;

    public static SiteStatusReport Read(GetStatusResponse response) => new()
    {
        Site = response.Site,
        Replica = response.Replica,
        Cluster = response.Cluster,
        State = Enum.IsDefined((ServingState)response.State) ? (ServingState)response.State : ServingState.Unknown,
        Reason = response.Reason,
        Documents = response.Documents,
        Digest = response.Digest,
        Vector = [.. response.Vector.Select(each => new ReplicaPosition(each.Replica, each.Site, each.Sequence))],
        Links = [.. response.Links.Select(Read)],
        Version = response.Version,
        ReadOnlyReason = response.ReadOnlyReason,
        Warnings = [.. response.Warnings],
        Tombstones = response.Tombstones,
        Conflicts = response.Conflicts,
        Counters = response.Counters,
        Watches = response.Watches,
        Connections = response.Connections,
        Started = Time(response.Started),
        Time = Time(response.Time),
        LogBytes = response.LogBytes,
        HttpPort = response.HttpPort,
    };

    private static LinkReport Read(LinkStatus link) => new()
    {
        Name = link.Name,
        State = Enum.IsDefined((ReplicationState)link.State) ? (ReplicationState)link.State : ReplicationState.Unknown,
        LastGood = Time(link.LastGood),
        LastBad = Time(link.LastBad),
        LastBadReason = link.LastBadReason,
        LastInserted = link.LastInserted,
        LastDeleted = link.LastDeleted,
        Pending = link.Pending,
        Lag = double.IsFinite(link.LagSeconds) ? TimeSpan.FromSeconds(Math.Clamp(link.LagSeconds, 0, LongestLagSeconds)) : TimeSpan.Zero,
        Site = link.Site,
        Replica = link.Replica,
        Address = link.Address,
        ClockOffset = TimeSpan.FromTicks(Math.Clamp(link.ClockOffsetMilliseconds, -LongestOffsetMilliseconds, LongestOffsetMilliseconds) * TimeSpan.TicksPerMillisecond),
        ProtocolVersion = (int)Math.Min(link.ProtocolVersion, int.MaxValue),
    };

    private static DateTimeOffset? Time(long milliseconds) =>
        milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
