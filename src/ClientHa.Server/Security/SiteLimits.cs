namespace ClientHa.Server.Security;

/// <summary>How much of a site its callers can take up. The checked options of the same names.</summary>
internal sealed record SiteLimits
{
    public const int DefaultStreamsPerConnection = 100;

    public int MaxConnections { get; init; } = 10_000;

    public int MaxStreamsPerConnection { get; init; } = DefaultStreamsPerConnection;

    public int MaxWatches { get; init; } = 16_384;

    public int MaxWatchesPerClient { get; init; } = 4_096;

    public long MaxStateBytes { get; init; } = long.MaxValue;

    public long MaxLogBytes { get; init; } = long.MaxValue;
}
