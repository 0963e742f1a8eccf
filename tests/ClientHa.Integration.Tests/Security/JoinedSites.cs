using System.Net;
using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Security;

/// <summary>Two sites as <c>clientha init</c>, <c>join</c> and <c>serve</c> make them: each a process, with TLS and tokens.</summary>
internal sealed class JoinedSites : IAsyncDisposable
{
    private static readonly string ToolFile = Path.Combine(AppContext.BaseDirectory, "ClientHa.Cli.dll");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-joined-");
    private readonly DnsResponder dns = new();
    private readonly IPEndPoint[] endPoints;
    private readonly SiteProcess?[] processes = new SiteProcess?[2];

    private JoinedSites()
    {
        IPAddress[] addresses = [Loopback.Address(1), Loopback.Address(2)];
        int port = FreePort.Find(addresses);
        endPoints = [.. addresses.Select(address => new IPEndPoint(address, port))];
    }

    public string Folder => folder.FullName;

    public string Setup => Path.Combine(Folder, "setup");

    /// <summary>Where a site shows its status page, by the same port as all else.</summary>
    public Uri PageOf(int site) => new($"https://{endPoints[site]}/");

    public string Url => $"grpcs://ha.test:{endPoints[0].Port}";

    /// <summary>All that both sites have said.</summary>
    public IEnumerable<string> Said => processes.SelectMany(process => process?.Lines ?? []);

    public static async Task<JoinedSites> StartAsync()
    {
        JoinedSites sites = new();
        try
        {
            await sites.dns.StartAsync();
            await ToolAsync("init", "--domain", "ha.test", "--sites", "2", "--port", $"{sites.endPoints[0].Port}", "--out", sites.Setup);
            for (int site = 0; site < 2; site++)
            {
                sites.dns.Set($"{site}.ha.test", sites.endPoints[site].Address);
                await sites.JoinAsync(site);
            }
            await Task.WhenAll(sites.ServeAsync(0), sites.ServeAsync(1));
            return sites;
        }
        catch
        {
            await sites.DisposeAsync();
            throw;
        }
    }

    public string DataOf(int site) => Path.Combine(Folder, $"data{site}");

    public string TokenFile(string role) => Path.Combine(Setup, $"{role}.token");

    /// <summary>Puts a site's file into its data directory, once more if it was there before.</summary>
    public Task JoinAsync(int site) =>
        ToolAsync("join", Path.Combine(Setup, $"site{site}.join"), "--data", DataOf(site), "--listen", $"{endPoints[site]}");

    /// <summary>Runs a command that is to succeed, in this process.</summary>
    public static async Task<CliRun> ToolAsync(params string[] arguments)
    {
        CliRun run = await CliRun.OfAsync(arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}");
        return run;
    }

    /// <summary>Runs a command that asks the sites.</summary>
    /// <param name="tokenFile">Null: shows no token.</param>
    /// <param name="arguments">The command, and what it needs beside.</param>
    public Task<CliRun> AskAsync(string? tokenFile, params string[] arguments) => CliRun.OfAsync(
        [
            .. arguments, "--url", Url, "--server-count", "2", "--ca", Path.Combine(Setup, "ca.pem"), "--name-server", dns.EndPoint.ToString(),
            .. tokenFile is null ? (string[])[] : ["--token-file", tokenFile],
        ]);

    public async ValueTask DisposeAsync()
    {
        foreach (SiteProcess? process in processes)
        {
            if (process is not null)
                await process.DisposeAsync();
        }
        await dns.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>The peer by its address: no name server of the machine knows our names.</summary>
    private async Task ServeAsync(int site)
    {
        SiteProcess process = processes[site] = SiteProcess.Start(DotnetProgram.Start(
            ToolFile, ["serve", "--data", DataOf(site), "--peer", $"{endPoints[1 - site]}", "--drain-period", "0.5"]));
        await process.WaitForLineAsync(line => line == "serving", HangGuard.Token);
    }
}
