using Microsoft.Win32.SafeHandles;

namespace ClientHa.Server.Log;

/// <summary>The real disk.</summary>
internal sealed class SyncedFiles : ISyncedFiles
{
    private const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    private SyncedFiles()
    {
    }

    public static SyncedFiles Instance { get; } = new();

    public ISyncedFile Create(string path, long bytes)
    {
        // Setting aside happens only with a new file.
        File.Delete(path);
        SafeFileHandle handle = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, Everybody, preallocationSize: bytes);
        try
        {
            // The room is set aside behind the end of the file; moving the end there keeps fsync from having to do it.
            if (bytes > 0) RandomAccess.SetLength(handle, bytes);
            return new SyncedFile(handle);
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public ISyncedFile Open(string path) =>
        new SyncedFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Everybody));

    public void FlushDirectory(string path) => Posix.FlushDirectory(path);

    private sealed class SyncedFile(SafeFileHandle handle) : ISyncedFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Flush() => Posix.FlushData(handle);

        public void Dispose() => handle.Dispose();
    }
}
