using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ClientHa.Server.Log;

/// <summary>What the disk needs and .NET has no word for.</summary>
internal static partial class Posix
{
    private const int Interrupted = 4;
    private const int LockExclusively = 2;
    private const int LockWithoutWaiting = 4;

    private static int CloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;

    /// <summary>Makes durable which files a directory has; Windows does so by itself.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using SafeFileHandle handle = OpenForReading(path);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes durable what a file contains, and its length, but not when it was last written.</summary>
    /// <exception cref="IOException">It could not; what is on the disk is unknown from now on.</exception>
    public static void FlushData(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        while (DataSync(handle) != 0)
            if (Marshal.GetLastPInvokeError() != Interrupted) throw LastError("fdatasync");
    }

    /// <summary>
    /// Locks a file on Unix even where .NET was told not to (DOTNET_SYSTEM_IO_DISABLEFILELOCKING); false if another has it.
    /// </summary>
    public static bool TryLock(SafeFileHandle handle) =>
        OperatingSystem.IsWindows() || FileLock(handle, LockExclusively | LockWithoutWaiting) == 0;

    /// <summary>Opens a file or directory without asking for a lock, which .NET would.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        int descriptor = Open(path, CloseOnExec);
        if (descriptor < 0) throw LastError($"open '{path}'");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static IOException LastError(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DataSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileLock(SafeFileHandle handle, int operation);
}
