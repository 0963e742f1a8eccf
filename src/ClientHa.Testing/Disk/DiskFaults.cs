namespace ClientHa.Testing.Disk;

/// <summary>All that is wrong with a site's disk at one time.</summary>
internal sealed record DiskFaults
{
    public static DiskFaults Nothing { get; } = new();

    /// <summary>What each sync takes longer.</summary>
    public TimeSpan SyncDelay { get; init; }

    /// <summary>There is no room (ENOSPC), and none that was set aside either.</summary>
    public bool IsFull { get; init; }

    /// <summary>Nothing can be made or opened for writing (EROFS); what is open is still written, as a remount waits for it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>What is open isn't written either: the system has found the disk faulty, and has not waited for anybody.</summary>
    public bool IsForcedReadOnly { get; init; }

    /// <summary>Why there is no room, in the system's words; null where there is.</summary>
    public string? Refusal => IsReadOnly ? "Read-only file system" : IsFull ? "No space left on device" : null;

    /// <summary>All of them at once, in whatever order.</summary>
    public static DiskFaults Combine(IEnumerable<DiskFaults> faults) =>
        faults.Aggregate(Nothing, static (one, other) => new DiskFaults
        {
            SyncDelay = one.SyncDelay + other.SyncDelay,
            IsFull = one.IsFull || other.IsFull,
            IsReadOnly = one.IsReadOnly || other.IsReadOnly,
            IsForcedReadOnly = one.IsForcedReadOnly || other.IsForcedReadOnly,
        });
}
