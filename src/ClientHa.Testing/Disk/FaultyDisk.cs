using ClientHa.Server.Log;

namespace ClientHa.Testing.Disk;

/// <summary>The real disk, with faults that can be set while a site writes. Add it to the services before <c>AddHaServer</c>.</summary>
internal sealed class FaultyDisk(TimeProvider timeProvider) : ISyncedFiles
{
    private readonly object changed = new();
    private volatile DiskFaults faults = DiskFaults.Nothing;
    private DiskFaults ordered = DiskFaults.Nothing;
    private bool isLetGo;

    public string? Refusal => faults.Refusal;

    /// <summary>In the place of those before. In force when it returns; a sync that waits goes by the new ones.</summary>
    public void Set(DiskFaults now) => Change(() => ordered = now);

    /// <summary>Whoever writes is being killed, and waits for nothing: what is set from now on is in force when it takes the disk again.</summary>
    public void LetGo() => Change(() => isLetGo = true);

    /// <summary>A new start: what is set is in force.</summary>
    public void Take() => Change(() => isLetGo = false);

    public ISyncedFile Create(string path, long bytes)
    {
        ThrowIfRefused(faults is { IsReadOnly: false, IsFull: true });
        return new FaultyFile(this, SyncedFiles.Instance.Create(path, bytes));
    }

    public ISyncedFile Open(string path)
    {
        // A full disk takes writes to what is there.
        ThrowIfRefused(isFull: false);
        return new FaultyFile(this, SyncedFiles.Instance.Open(path));
    }

    public void FlushDirectory(string path)
    {
        Delay();
        SyncedFiles.Instance.FlushDirectory(path);
    }

    private void Change(Action change)
    {
        lock (changed)
        {
            change();
            faults = isLetGo ? DiskFaults.Nothing : ordered;
            Monitor.PulseAll(changed);
        }
    }

    private void ThrowIfRefused(bool isFull)
    {
        if (faults.IsReadOnly)
            throw DiskRefusal.ReadOnly();
        if (isFull)
            throw DiskRefusal.NoSpace();
    }

    /// <summary>Blocks, as a disk does.</summary>
    private void Delay()
    {
        long start = timeProvider.GetTimestamp();
        lock (changed)
        {
            while (faults.SyncDelay - timeProvider.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
                Monitor.Wait(changed, left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1));
        }
    }

    private sealed class FaultyFile(FaultyDisk disk, ISyncedFile file) : ISyncedFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (disk.faults.IsForcedReadOnly)
                throw DiskRefusal.ReadOnly();
            file.Write(bytes, offset);
        }

        public void Flush()
        {
            disk.Delay();
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
