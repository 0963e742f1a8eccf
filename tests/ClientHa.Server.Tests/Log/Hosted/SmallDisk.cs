using System.Diagnostics;
using ClientHa.Testing.Processes;

namespace ClientHa.Server.Tests.Log.Hosted;

/// <summary>A disk of a given size in memory, which one process sees and nobody else.</summary>
internal static class SmallDisk
{
    /// <summary>Whether this machine lets us make one.</summary>
    public static bool IsPossible { get; } = Try();

    public static SiteProcessStart Run(string size, string path, SiteProcessStart program) => new()
    {
        FileName = "unshare",
        Arguments = ["-rm", "sh", "-c", $"mount -t tmpfs -o size={size} tmpfs \"$0\" && exec \"$@\"", path, program.FileName,
            .. program.Arguments],
    };

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux()) return false;
        string path = Directory.CreateTempSubdirectory("clientha-disk-").FullName;
        try
        {
            SiteProcessStart start = Run("1m", path, new SiteProcessStart { FileName = "true" });
            var info = new ProcessStartInfo(start.FileName, start.Arguments) { RedirectStandardError = true };
            using Process process = Process.Start(info)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            Directory.Delete(path);
        }
    }
}
