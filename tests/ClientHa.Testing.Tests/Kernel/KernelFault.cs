using System.Diagnostics;
using System.Net;

namespace ClientHa.Testing.Tests.Kernel;

/// <summary>The faults of the kit's bridges, done by the kernel to the same address and port.</summary>
internal static class KernelFault
{
    public static Task<PacketRules> BlackholeAsync(IPEndPoint site, HaDirection direction) => PacketRules.AddAsync(
    [
        .. direction == HaDirection.FromSite ? Array.Empty<string>() : [$"{PacketRules.To(site)} -j DROP"],
        .. direction == HaDirection.ToSite ? Array.Empty<string>() : [$"{PacketRules.From(site)} -j DROP"],
    ]);

    public static Task<PacketRules> RefuseAsync(IPEndPoint site) =>
        PacketRules.AddAsync($"{PacketRules.To(site)} --syn -j REJECT --reject-with tcp-reset");

    /// <summary>Closes the site's side of its connections; their clients get RST.</summary>
    public static async Task ResetAsync(IPEndPoint site)
    {
        ProcessStartInfo start = new("ss", ["-K", "-tn", "state", "established", "src", $"{site.Address}", "sport", "=", $":{site.Port}"])
        {
            RedirectStandardOutput = true,
        };
        using Process ss = Process.Start(start)!;
        string killed = await ss.StandardOutput.ReadToEndAsync(HangGuard.Token);
        await ss.WaitForExitAsync(HangGuard.Token);
        if (!killed.Contains($"{site}", StringComparison.Ordinal))
            throw new InvalidOperationException($"ss has closed no connection of {site}.");
    }
}
