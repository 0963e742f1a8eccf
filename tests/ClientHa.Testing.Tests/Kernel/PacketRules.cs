using System.Diagnostics;
using System.Net;

namespace ClientHa.Testing.Tests.Kernel;

/// <summary>
/// Rules of iptables for the packets of one address and port. A shell holds them: it takes them away when its input ends, and so
/// they go with the test, however that ends.
/// </summary>
internal sealed class PacketRules : IAsyncDisposable
{
    private readonly Process shell;

    private PacketRules(Process shell) => this.shell = shell;

    /// <summary>What clients send to there.</summary>
    public static string To(IPEndPoint site) => $"-p tcp -d {site.Address} --dport {site.Port}";

    /// <summary>What comes from there.</summary>
    public static string From(IPEndPoint site) => $"-p tcp -s {site.Address} --sport {site.Port}";

    /// <summary>Ends when all of them are in force.</summary>
    public static async Task<PacketRules> AddAsync(params string[] rules)
    {
        string add = string.Join(" && ", rules.Select(rule => $"iptables -w -I INPUT {rule}"));
        string remove = string.Join("; ", rules.Select(rule => $"iptables -w -D INPUT {rule}"));
        ProcessStartInfo start = new("/bin/sh", ["-c", $"PATH=$PATH:/usr/sbin:/sbin; {add} && echo in force; read over; {remove}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        PacketRules held = new(Process.Start(start)!);
        if (await held.shell.StandardOutput.ReadLineAsync(HangGuard.Token) == "in force")
            return held;
        await held.DisposeAsync();
        throw new InvalidOperationException($"iptables does not take {string.Join(" and ", rules)}.");
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(HangGuard.Token);
        shell.Dispose();
    }
}
