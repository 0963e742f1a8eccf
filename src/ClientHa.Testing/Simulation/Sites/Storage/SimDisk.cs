using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Storage;

/// <summary>
/// A disk that keeps what the real store is promised by one: a flush that has returned is for ever; a batch that was under way is
/// there whole, in part or not at all.
/// </summary>
internal sealed class SimDisk(Dice dice, DiskImage? image = null)
{
    private LogRecord[]? underWay;

    public DiskImage Image { get; private set; } = image ?? new();

    /// <summary>How many faults make it slow.</summary>
    public int Slow { get; set; }

    /// <summary>How many faults fill it.</summary>
    public int Full { get; set; }

    /// <summary>How many faults make it refuse every write.</summary>
    public int ReadOnly { get; set; }

    /// <summary>Called when a batch is being written.</summary>
    public Action<LogRecord[]>? Writing { get; set; }

    public bool HasRoom => Full == 0 && ReadOnly == 0;

    public bool IsWritable => ReadOnly == 0;

    /// <summary>How long a write with its flush takes.</summary>
    public TimeSpan SyncTime() => Slow > 0 ? dice.Milliseconds(20, 800) : dice.Milliseconds(0, dice.Chance(5) ? 60 : 4);

    /// <summary>A batch goes to the disk, all of it or nothing: it is one frame with one checksum.</summary>
    public void Begin(LogRecord[] batch)
    {
        underWay = batch;
        Writing?.Invoke(batch);
    }

    /// <summary>The flush has returned.</summary>
    public void End() => underWay = null;

    /// <summary>The process is gone. What it had written to the kernel stays, as long as there is power.</summary>
    public void ProcessDied()
    {
        if (underWay is not null && dice.Chance(50))
            Image.Unflushed = underWay;
        underWay = null;
    }

    /// <summary>The power is gone: what was not flushed is here by chance, in part, or not at all.</summary>
    public void PowerFailed()
    {
        if (Image.Unflushed.Length == 0 || dice.Chance(30))
            return;
        Image.IsTorn = dice.Chance(50);
        Image.Unflushed = [];
    }

    /// <summary>Puts other contents in its place: nothing, or those of an earlier time.</summary>
    public void Replace(DiskImage image) => Image = image;
}
