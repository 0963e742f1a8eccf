using System.Diagnostics;
using ClientHa.Testing.Processes;
using ClientHa.Tests.Sites;
using ClientHa.Tests.Testing;
using Xunit;

namespace ClientHa.Tests.Desktop;

/// <summary>A client in a network namespace of its own, whose interfaces come and go; the sites are in another one.</summary>
[Trait("Needs", "iproute2")]
public sealed class TravellingTests
{
    private const string Site = "10.9.9.9";

    [UnixFact]
    public async Task A_program_that_starts_without_a_network_and_goes_from_one_to_another_blames_no_site()
    {
        int calls = 0;
        string host = Path.Combine(AppContext.BaseDirectory, "ClientHa.Testing.Host.dll");
        await using SiteProcess first = Start("unshare", "-n", "dotnet", host, "serve", "0.0.0.0:8001", "A");
        await first.WaitForLineAsync(line => line == "listening").WaitAsync(Eventually.HangGuard);
        await InAsync(first, "ip link set lo up", $"ip addr add {Site}/32 dev lo");
        await using SiteProcess second = Start("nsenter", "-t", $"{first.Id}", "-n", "dotnet", host, "serve", "0.0.0.0:8002", "B");
        await second.WaitForLineAsync(line => line == "listening").WaitAsync(Eventually.HangGuard);
        await using SiteProcess traveller = Start("unshare", "-n", "dotnet", host, "traveller", $"{Site}:8001", $"{Site}:8002");
        await traveller.WaitForLineAsync(line => line == "ready").WaitAsync(Eventually.HangGuard);
        await InAsync(traveller, "ip link set lo up");

        // No network at start: the call waits for one.
        await traveller.WriteLineAsync("call");
        await ConnectAsync(first, traveller, network: 1);
        Assert.Contains("answered", await AnswerAsync(traveller, ++calls), StringComparison.Ordinal);
        await IsAtHomeAsync();

        // Another network, under another address: what was connected before is dead, and nobody says so. A call that had begun there is
        // moved, which may be to the other site.
        await InAsync(traveller, "ip link del here");
        await ConnectAsync(first, traveller, network: 2);
        await traveller.WriteLineAsync("call");
        Assert.Contains("answered", await AnswerAsync(traveller, ++calls), StringComparison.Ordinal);
        await IsAtHomeAsync();

        // A network without an interface to it for a while, in which a call begins.
        await InAsync(traveller, "ip link del here");
        await traveller.WriteLineAsync("call");
        await ConnectAsync(first, traveller, network: 3);
        Assert.Contains("answered", await AnswerAsync(traveller, ++calls), StringComparison.Ordinal);
        await IsAtHomeAsync();

        // Whoever was blamed would stay away for 144 s at least. On a busy machine a probe may fail all the same, without blame.
        async Task IsAtHomeAsync()
        {
            using CancellationTokenSource guard = new(Eventually.HangGuard);
            string answer;
            do
            {
                await traveller.WriteLineAsync("call");
                answer = await AnswerAsync(traveller, ++calls);
            }
            while (answer != $"call {calls} answered by A" && !guard.IsCancellationRequested);
            Assert.Equal($"call {calls} answered by A", answer);
        }
    }

    private static SiteProcess Start(string program, params string[] arguments) => SiteProcess.Start(new SiteProcessStart
    {
        FileName = program,
        Arguments = arguments,
        HasInput = true,
        Environment = new Dictionary<string, string?> { ["DOTNET_EnableDiagnostics"] = "0" },
    });

    private static Task<string> AnswerAsync(SiteProcess traveller, int call) =>
        traveller.WaitForLineAsync(line => line.StartsWith($"call {call} ", StringComparison.Ordinal)).WaitAsync(Eventually.HangGuard);

    /// <summary>A cable between the sites' machine and the traveller's, with addresses of that network.</summary>
    private static async Task ConnectAsync(SiteProcess site, SiteProcess traveller, int network)
    {
        await InAsync(
            site,
            $"ip link add there{network} type veth peer name here netns {traveller.Id}",
            $"ip addr add 10.{network}.0.1/24 dev there{network}",
            $"ip link set there{network} up");
        await InAsync(traveller, $"ip addr add 10.{network}.0.2/24 dev here", "ip link set here up", $"ip route add default via 10.{network}.0.1");
    }

    /// <summary>Runs commands in the network of that process.</summary>
    private static async Task InAsync(SiteProcess process, params string[] commands)
    {
        foreach (string command in commands)
        {
            using Process run = Process.Start("nsenter", ["-t", $"{process.Id}", "-n", .. command.Split(' ')]);
            await run.WaitForExitAsync();
            Assert.True(run.ExitCode == 0, $"{command} ended with {run.ExitCode}");
        }
    }
}
