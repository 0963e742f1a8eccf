using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ClientHa.Server.Log;

/// <summary>
/// The file <c>lock</c>, which one process holds as long as it lives: the system lets go of it, however the process ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    public const string Name = "lock";

    private readonly SafeFileHandle handle;

    private DirectoryLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Takes the lock; null if another holder has it.</summary>
    public static DirectoryLock? TryTake(string directory)
    {
        SafeFileHandle? handle = null;
        try
        {
            // On Unix sharing nothing is the lock itself; on Windows a reader must get at the process id.
            FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            handle = File.OpenHandle(Path.Combine(directory, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException readOnly) when (DiskRefusal.IsReadOnly(readOnly) && File.Exists(Path.Combine(directory, Name)))
        {
            return TryTakeReadOnly(directory);
        }
        catch (IOException) when (ReadHolder(directory) is not null)
        {
        }

        if (handle is null || !Posix.TryLock(handle))
        {
            handle?.Dispose();
            return null;
        }

        byte[] id = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, id, 0);
        return new DirectoryLock(handle);
    }

    /// <summary>Nobody can write down who has it; that somebody has it is known all the same.</summary>
    private static DirectoryLock? TryTakeReadOnly(string directory)
    {
        SafeFileHandle held = Posix.OpenForReading(Path.Combine(directory, Name));
        if (Posix.TryLock(held)) return new DirectoryLock(held);
        held.Dispose();
        return null;
    }

    /// <summary>The process id that the last holder wrote; empty if it has not come to it; null if there is no such file.</summary>
    public static string? ReadHolder(string directory)
    {
        string path = Path.Combine(directory, Name);
        if (!File.Exists(path)) return null;
        using SafeFileHandle handle = OperatingSystem.IsWindows()
            ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : Posix.OpenForReading(path);
        var id = new byte[20];
        return Encoding.ASCII.GetString(id, 0, RandomAccess.Read(handle, id, 0)).Trim();
    }

    /// <summary>Lets go. The file stays: if it were deleted, two could hold locks on two files of this name.</summary>
    public void Dispose() => handle.Dispose();
}
