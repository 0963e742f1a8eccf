using System.Net;
using System.Net.Sockets;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Hosting;

/// <summary>What an operator sees of <c>clientha serve</c>.</summary>
public sealed class ServeTests : IAsyncLifetime
{
    private ServedSite? served;

    private ServedSite Site => served!;

    public Task InitializeAsync()
    {
        served = ServedSite.Create();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    [SitesFact]
    public async Task A_site_says_where_it_listens_and_what_it_does_and_ends_well_when_it_is_stopped()
    {
        await Site.ServeAsync("--site", "3", "--drain-period", "0.1");
        using HttpClient client = new();
        Assert.Equal("pong\n", await client.GetStringAsync(new Uri($"http://127.0.0.1:{Site.Port - 1}/ping"), HangGuard.Token));

        await Site.Process.StopAsync(HangGuard.Token);
        Assert.Equal(
            (0, $"""
                site 3 listens on 127.0.0.1:{Site.Port} (gRPC) and 127.0.0.1:{Site.Port - 1} (HTTP)
                starting: reads its data directory
                serving
                draining: stops and sends its clients to other sites
                """),
            await Site.EndAsync());
    }

    [SitesFact]
    public async Task A_second_signal_changes_nothing()
    {
        await Site.ServeAsync("--drain-period", "1");
        UnixSignal.Send(Site.Process.Id, UnixSignal.Terminate);
        await Site.SaysAsync("draining: stops and sends its clients to other sites");
        UnixSignal.Send(Site.Process.Id, UnixSignal.Terminate);

        Assert.Equal(0, (await Site.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Site.Start("--data", Site.Data, "--listen", $"127.0.0.1:{port}", "--http", "off");

        (int? exitCode, string said) = await Site.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Port {port} of 127.0.0.1 is taken: '", said, StringComparison.Ordinal);
        Assert.EndsWith(" shows by whom; stop that program, or listen on another port.", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public Task An_address_of_another_machine_is_named() => FailAsync(
        1, "192.0.2.1 is no address of this machine, so 192.0.2.1:8001 cannot be listened on: give one that is, or 0.0.0.0 for all.",
        "--data", Site.Data, "--listen", "192.0.2.1:8001", "--insecure");

    [Fact]
    public Task All_that_is_wrong_stands_in_one_line() => FailAsync(
        2, "Site \"one\" is not a number: write 0 for the first site; Listen[0] \"here\" is not an IP address with a port of 0 to " +
           "65535: write it like 127.0.0.1:8001 or [::1]:8001; DataDirectory is missing: name the directory that holds this " +
           "site's data (--data DIR), which is made if it is absent.",
        "--site", "one", "--listen", "here");

    [Fact]
    public async Task A_data_directory_that_another_site_uses_is_named()
    {
        await Site.ServeAsync();
        await using ServedSite second = ServedSite.Create();
        second.Start("--data", Site.Data, "--listen", $"127.0.0.1:{second.Port}");

        await AssertRefusedAsync(second, $"The data directory '{Site.Data}' is in use by process {Site.Process.Id}; stop that one, or name another directory.");
    }

    [Fact]
    public async Task A_directory_with_something_else_in_it_is_refused()
    {
        Directory.CreateDirectory(Site.Data);
        await File.WriteAllTextAsync(Path.Combine(Site.Data, "photo.jpg"), "");
        Site.Start("--data", Site.Data, "--listen", $"127.0.0.1:{Site.Port}");

        await AssertRefusedAsync(Site, $"The data directory '{Site.Data}' is not ClientHa's: it has no meta.json, but 'photo.jpg'; name an empty directory or a new one.");
        Assert.Equal(["photo.jpg"], Directory.GetFileSystemEntries(Site.Data).Select(Path.GetFileName));
    }

    [Fact]
    public Task An_unknown_option_is_named() => FailAsync(2, "Unrecognized command or argument '--dta'. See 'clientha serve --help'.", "--dta");

    [Fact]
    public async Task The_environment_says_what_the_command_line_does_not()
    {
        Site.Start(
            ["--site", "-1"],
            new Dictionary<string, string?>
            {
                ["CLIENTHA_SITE"] = "7",
                ["CLIENTHA_DATA"] = Site.Data,
                ["CLIENTHA_PEER"] = "a.test:1, b",
                ["CLIENTHA_DRAIN_PERIOD"] = "soon",
            });

        Assert.Equal(
            (2, "DrainPeriod \"soon\" is not a number of seconds from 0 to 3600: write 2 for 2 seconds; Site -1 is outside 0 to 255: " +
                "give each site a number of its own, 0 for the first; Peers[1] \"b\" is not a host with a port of 1 to 65535: write it " +
                "like 1.ha.test:8001, 192.0.2.2:8001 or [2001:db8::2]:8001."),
            await Site.EndAsync());
    }

    [Fact]
    public async Task A_container_that_makes_web_applications_public_leaves_a_site_on_loopback()
    {
        int other = FreePort.Find();
        Site.Start(
            ["--data", Site.Data, "--listen", $"127.0.0.1:{Site.Port}"],
            new Dictionary<string, string?> { ["ASPNETCORE_HTTP_PORTS"] = $"{other}", ["ASPNETCORE_URLS"] = $"http://*:{other}" });
        await Site.SaysAsync("serving");

        using TcpClient client = new();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(IPAddress.Loopback, other, HangGuard.Token));
    }

    /// <summary>The last line says it; a site that gets so far has said where it listens.</summary>
    private static async Task AssertRefusedAsync(ServedSite site, string line)
    {
        (int? exitCode, string said) = await site.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal(
            [$"site 0 listens on 127.0.0.1:{site.Port} (gRPC) and 127.0.0.1:{site.Port - 1} (HTTP)", "starting: reads its data directory", line],
            said.Split('\n').Order(Comparer<string>.Create((left, right) => (left == line).CompareTo(right == line))));
    }

    private async Task FailAsync(int exitCode, string line, params string[] arguments)
    {
        Site.Start(arguments);
        Assert.Equal((exitCode, line), await Site.EndAsync());
    }
}
