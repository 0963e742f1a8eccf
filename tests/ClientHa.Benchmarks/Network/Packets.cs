using System.Net;

namespace ClientHa.Benchmarks.Network;

/// <summary>What happens to the packets of a site, in <see cref="OwnNetwork"/>.</summary>
internal static class Packets
{
    /// <summary>From now on all packets to and from the address vanish: nobody is told.</summary>
    public static Task DropAsync(IPEndPoint site) => RulesAsync("-I", site);

    /// <summary>They come through again.</summary>
    public static Task PassAsync(IPEndPoint site) => RulesAsync("-D", site);

    /// <summary>All packets of all sites come through again.</summary>
    public static Task PassAllAsync() => Command.RunAsync("iptables", "-w", "-F", "INPUT");

    /// <summary>Resets all connections to the site that there are.</summary>
    public static Task ResetAsync(IPEndPoint site) =>
        Command.TryAsync("ss", "-K", "-t", "dst", $"{site.Address}", "dport", "=", $":{site.Port}");

    private static async Task RulesAsync(string verb, IPEndPoint site)
    {
        await Command.RunAsync("iptables", "-w", verb, "INPUT", "-d", $"{site.Address}", "-j", "DROP");
        await Command.RunAsync("iptables", "-w", verb, "INPUT", "-s", $"{site.Address}", "-j", "DROP");
    }
}
