namespace ClientHa.Server.Log;

/// <summary>
/// What a disk says before it has taken anything: no room, read-only, no right to write. Unlike an error of the hardware or of a flush,
/// it leaves no doubt about what is on the disk, and it may pass.
/// </summary>
internal static class DiskRefusal
{
    private const int NoSpaceOnUnix = 28;
    private const int ReadOnlyOnUnix = 30;
    private const int WriteProtectOnWindows = 19;
    private const int DiskFullOnWindows = 112;

    /// <summary>The system's numbers: EFBIG, ENOSPC, EROFS, and EDQUOT on Linux and on macOS.</summary>
    private static readonly int[] Unix = [27, NoSpaceOnUnix, ReadOnlyOnUnix, 122, 69];

    /// <summary>The same of Windows, with ERROR_HANDLE_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED.</summary>
    private static readonly int[] Windows = [WriteProtectOnWindows, 39, DiskFullOnWindows, 1295];

    public static bool Is(Exception exception) => exception is UnauthorizedAccessException
        || (exception is IOException && (OperatingSystem.IsWindows() ? Windows : Unix).Contains(NumberOf(exception)));

    /// <summary>Whether nobody can write there: the disk itself takes no writes.</summary>
    public static bool IsReadOnly(Exception exception) => exception is IOException && NumberOf(exception) == ReadOnlyNumber;

    /// <summary>What a full disk says.</summary>
    public static IOException NoSpace() =>
        new("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x8007_0000 | DiskFullOnWindows) : NoSpaceOnUnix);

    /// <summary>What a read-only disk says.</summary>
    public static IOException ReadOnly() =>
        new("Read-only file system", OperatingSystem.IsWindows() ? unchecked((int)0x8007_0000 | WriteProtectOnWindows) : ReadOnlyOnUnix);

    /// <summary>Does something that can as well be left undone where the disk refuses it.</summary>
    public static void Unless(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (Is(exception))
        {
        }
    }

    private static int ReadOnlyNumber => OperatingSystem.IsWindows() ? WriteProtectOnWindows : ReadOnlyOnUnix;

    private static int NumberOf(Exception exception) => OperatingSystem.IsWindows() ? exception.HResult & 0xFFFF : exception.HResult;
}
