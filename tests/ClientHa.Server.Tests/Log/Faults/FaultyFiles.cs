using ClientHa.Server.Log;

namespace ClientHa.Server.Tests.Log.Faults;

/// <summary>The real disk, until a test says otherwise.</summary>
internal sealed class FaultyFiles : ISyncedFiles
{
    /// <summary>Called before a file is made, with its path and size; may throw.</summary>
    public Action<string, long>? OnCreate { get; set; }

    /// <summary>Called before each write; may throw. Returns how many of the bytes are written before the write fails.</summary>
    public Func<int, int>? OnWrite { get; set; }

    /// <summary>What a write says that fails.</summary>
    public Func<Exception> WriteFailure { get; set; } = () => new IOException("Input/output error");

    /// <summary>Called before a file is opened for writing; may throw.</summary>
    public Action<string>? OnOpen { get; set; }

    /// <summary>Called before each flush; may throw or take its time.</summary>
    public Action? OnFlush { get; set; }

    /// <summary>Called before a directory is flushed; may throw.</summary>
    public Action<string>? OnFlushDirectory { get; set; }

    public int Flushes { get; private set; }

    public ISyncedFile Create(string path, long bytes)
    {
        OnCreate?.Invoke(path, bytes);
        return new FaultyFile(this, SyncedFiles.Instance.Create(path, bytes));
    }

    public ISyncedFile Open(string path)
    {
        OnOpen?.Invoke(path);
        return new FaultyFile(this, SyncedFiles.Instance.Open(path));
    }

    public void FlushDirectory(string path)
    {
        OnFlushDirectory?.Invoke(path);
        SyncedFiles.Instance.FlushDirectory(path);
    }

    private sealed class FaultyFile(FaultyFiles faults, ISyncedFile file) : ISyncedFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            int good = faults.OnWrite?.Invoke(bytes.Length) ?? bytes.Length;
            file.Write(bytes[..good], offset);
            if (good < bytes.Length) throw faults.WriteFailure();
        }

        public void Flush()
        {
            faults.Flushes++;
            faults.OnFlush?.Invoke();
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
