using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Hosting;

/// <summary>What <c>samples/deploy</c> has for operators, and what a site does with it.</summary>
public sealed class DeployTests : IAsyncLifetime
{
    private static readonly string Deploy = Path.Combine(AppContext.BaseDirectory, "Deploy");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-deploy-");
    private ServedSite served = null!;

    public Task InitializeAsync()
    {
        served = ServedSite.Create();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await served.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [SitesFact]
    public async Task The_sample_configuration_is_taken_and_shown()
    {
        File.Copy(Path.Combine(Deploy, "appsettings.json"), Path.Combine(served.Folder, "appsettings.json"));
        served.Start(["--print-config", "--site", "7"], new Dictionary<string, string?> { ["CLIENTHA_PEER"] = "9.ha.test:1", ["ClientHa__Server__MaxKeyBytes"] = "99" });

        (int? code, string said) = await served.EndAsync();
        Assert.Equal(0, code);
        foreach (string row in (string[])
            [
                "^Site +7 +command line --site$", "^Listen +127.0.0.1:8001 +appsettings.json$", "^DataDirectory +/var/lib/clientha +appsettings.json$",
                "^Peers +9.ha.test:1 +environment CLIENTHA_PEER$", "^MaxKeyBytes +99 +environment ClientHa__Server__MaxKeyBytes$", "^Found +false +default$",
            ])
        {
            Assert.Contains(said.Split('\n'), line => System.Text.RegularExpressions.Regex.IsMatch(line, row));
        }
        Assert.False(Directory.Exists(served.Data));
    }

    [SitesFact]
    public async Task A_service_manager_hears_when_the_site_is_there_what_it_does_and_that_it_stops()
    {
        string path = Path.Combine(folder.FullName, "notify");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        served.Start(
            ["--data", served.Data, "--listen", $"127.0.0.1:{served.Port}", "--drain-period", "0"],
            new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = path });

        string first = await ReceiveAsync(manager);
        Assert.StartsWith("READY=1\nSTATUS=", first, StringComparison.Ordinal);
        string last = first;
        while (!last.EndsWith("STATUS=serving", StringComparison.Ordinal))
            last = await ReceiveAsync(manager);

        UnixSignal.Send(served.Process.Id, UnixSignal.Terminate);
        Assert.Equal("STOPPING=1\nSTATUS=draining: stops and sends its clients to other sites", await ReceiveAsync(manager));
        Assert.Equal(0, (await served.EndAsync()).ExitCode);
    }

    [Fact]
    [Trait("Needs", "systemd")]
    public async Task The_unit_is_one_that_systemd_takes_without_a_word()
    {
        // It names a program that this machine doesn't have.
        string unit = Path.Combine(folder.FullName, "clientha.service");
        string text = await File.ReadAllTextAsync(Path.Combine(Deploy, "clientha.service"));
        await File.WriteAllTextAsync(unit, text.Replace("/usr/local/bin/clientha serve", "/bin/true", StringComparison.Ordinal));
        Assert.Equal((0, ""), await VerifyAsync(unit));

        // And it does look.
        await File.WriteAllTextAsync(unit, text.Replace("Type=notify", "Typo=notify", StringComparison.Ordinal));
        Assert.Contains("Typo", (await VerifyAsync(unit)).Said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> VerifyAsync(string unit)
    {
        using Process process = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", unit])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        string said = await process.StandardError.ReadToEndAsync(HangGuard.Token);
        await process.WaitForExitAsync(HangGuard.Token);
        return (process.ExitCode, said);
    }

    private static async Task<string> ReceiveAsync(Socket manager)
    {
        byte[] buffer = new byte[4096];
        int bytes = await manager.ReceiveAsync(buffer, HangGuard.Token);
        return Encoding.UTF8.GetString(buffer, 0, bytes);
    }
}
