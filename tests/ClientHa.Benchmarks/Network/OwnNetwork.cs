using System.ComponentModel;
using System.Diagnostics;
using ClientHa.Benchmarks.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Network;

/// <summary>
/// A network namespace of our own, in which packets can be dropped without harm to anybody and without a trace. Linux only; where
/// we aren't root, with a user namespace around it.
/// </summary>
internal static class OwnNetwork
{
    private const string Mark = "CLIENTHA_BENCHMARKS_NAMESPACE";

    // setpriv: the inner process must not outlive us.
    private const string Script = "ip link set lo up && exec setpriv --pdeathsig KILL \"$@\"";

    /// <summary>
    /// Runs this program again, with the same arguments, in a namespace. False if we are in it already. Synchronous: the signal comes
    /// with the end of the thread that started the process.
    /// </summary>
    public static bool TryEnter(string[] arguments, out int exitCode)
    {
        exitCode = 0;
        if (Environment.GetEnvironmentVariable(Mark) is not null)
            return false;
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("This needs Linux: network namespaces, iptables and signals.");
        SiteProcessStart own = OwnProgram.Start(arguments);
        ProcessStartInfo start = new("unshare")
        {
            ArgumentList = { Environment.IsPrivilegedProcess ? "-n" : "-rn", "sh", "-c", Script, "sh", own.FileName },
            Environment = { [Mark] = "1", ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin" },
        };
        foreach (string argument in own.Arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            exitCode = process.ExitCode;
            return true;
        }
        catch (Win32Exception exception)
        {
            throw new PlatformNotSupportedException("This needs unshare, setpriv (util-linux), ip (iproute2) and iptables.", exception);
        }
    }
}
