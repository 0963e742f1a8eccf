using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ClientHa.Testing.Processes;

/// <summary>Sends signals to processes.</summary>
internal static partial class UnixSignal
{
    public const int Terminate = 15;

    private const int NoSuchProcess = 3;

    // The two whose numbers differ between Linux and the BSDs, macOS among them.
    public static int Stop => OperatingSystem.IsLinux() ? 19 : 17;

    public static int Continue => OperatingSystem.IsLinux() ? 18 : 19;

    /// <summary>Sends a signal; a process that has just ended needs none.</summary>
    public static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error != NoSuchProcess) throw new Win32Exception(error);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
