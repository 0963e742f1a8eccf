namespace ClientHa.Server.Log;

/// <summary>Options of a <see cref="RecordLog"/>.</summary>
internal sealed record RecordLogOptions
{
    /// <summary>The size of a file of the log; default 16 MiB. A larger batch gets a larger file to itself.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>Beyond so many no writes are taken, until it was cut.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>The disk.</summary>
    public ISyncedFiles Files { get; init; } = SyncedFiles.Instance;
}
