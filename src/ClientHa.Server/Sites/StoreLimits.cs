namespace ClientHa.Server.Sites;

/// <summary>When a site's log is cut. Fixed for operators; tests make it small.</summary>
internal sealed record StoreLimits
{
    /// <summary>The size of a file of the log.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>Some 400,000 small operations, which take half a second to recover.</summary>
    public long LogBytesPerSnapshot { get; init; } = 64L << 20;

    /// <summary>What peers and watches that were away can still be told operation by operation. Beyond, they get the state.</summary>
    public long RetainedLogBytes { get; init; } = 256L << 20;

    /// <summary>A disk that takes no snapshot stays so for a while, and need not be told of each second.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the log's growth is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}
