using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>What a disk holds: all that is left of a site when its process is gone.</summary>
internal sealed class DiskImage
{
    public SiteMeta? Meta { get; set; }

    /// <summary>The newest first.</summary>
    public List<Snapshot> Snapshots { get; private init; } = [];

    /// <summary>The oldest first.</summary>
    public List<Segment> Segments { get; private init; } = [];

    /// <summary>The records of all segments.</summary>
    public List<LogRecord> Records { get; private init; } = [];

    /// <summary>A batch of which nobody knows whether it is on the disk: the process died between write and flush.</summary>
    public LogRecord[] Unflushed { get; set; } = [];

    /// <summary>A part of a batch is here: recovery finds it by its checksum and cuts it off.</summary>
    public bool IsTorn { get; set; }

    /// <summary>The number of the first record that is still here; of the first to come, if there is none.</summary>
    public long First => Segments.Count > 0 ? Segments[0].First : Snapshots.Count > 0 ? Snapshots[0].Records + 1 : 1;

    public long Last => First + Records.Count - 1;

    public DiskImage Copy() => new()
    {
        Meta = Meta,
        Snapshots = [.. Snapshots],
        Segments = [.. Segments],
        Records = [.. Records],
    };

    /// <summary>Removes all records and snapshots.</summary>
    public void Clear()
    {
        Snapshots.Clear();
        Segments.Clear();
        Records.Clear();
        Unflushed = [];
        IsTorn = false;
    }

    /// <summary>Removes the segments all of whose records come before this one, but for the last.</summary>
    public void CutBefore(long record)
    {
        int cut = 0;
        while (cut + 1 < Segments.Count && Segments[cut + 1].First <= record)
            cut++;
        if (cut == 0)
            return;
        Records.RemoveRange(0, (int)(Segments[cut].First - Segments[0].First));
        Segments.RemoveRange(0, cut);
    }
}
