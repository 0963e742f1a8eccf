using System.Net;
using System.Text.Json;
using ClientHa.Fakes;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using ClientHa.Testing.Dns;
using ClientHa.Testing.Processes;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class StatusCommandTests : IAsyncLifetime
{
    private readonly List<FakeSite> sites = [];
    private DnsResponder dns = null!;
    private int port;

    public async Task InitializeAsync()
    {
        dns = await StartDnsAsync();
        IPAddress[] addresses = [Loopback.Address(1), Loopback.Address(Loopback.HasManyAddresses ? 2 : 1)];
        port = FreePort.Find(addresses);
        foreach (IPAddress address in addresses.Distinct())
        {
            int number = sites.Count;
            dns.Set($"{number}.ha.test", address);
            sites.Add(await FakeSite.StartAsync(endPoint: new IPEndPoint(address, port)));
            sites[number].Status = (_, _) => Task.FromResult(Status(number));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (FakeSite site in sites)
            await site.DisposeAsync();
        await dns.DisposeAsync();
    }

    [SitesFact]
    public async Task Good_sites_and_links_are_shown_in_the_columns_that_operators_know()
    {
        CliRun run = await RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
        [
            "Site   Address           State     Documents   Digest             Pending   Lag",
            "======+=================+=========+===========+==================+=========+=======",
        ], run.Lines[..2].Select(line => line.Replace($":{port}", ":8001", StringComparison.Ordinal)));
        Assert.Matches(@"^0 +\| 0\.ha\.test:\d+ +\| Serving +\| 1,234 +\| 00000000000000ff +\| 3 +\| 250ms$", run.Lines[2]);
        Assert.Matches(@"^1 +\| 1\.ha\.test:\d+ +\| Serving +\| 1,234 +\| 00000000000000ff +\| 3 +\| 250ms$", run.Lines[3]);
        Assert.Matches(@"^Site +Name +State +Last good +Time +Last I/D +Last bad +Time$", run.Lines[4]);
        Assert.Matches(@"^0 +\| site1 +\| Good +\| \d\d:\d\d:\d\d +\| 4m \d+s +\| 37/106 +\| none +\|$", run.Lines[6]);
        Assert.Matches(@"^1 +\| site0 +\| Good +\| \d\d:\d\d:\d\d +\| 4m \d+s +\| 37/106 +\| none +\|$", run.Lines[7]);
    }

    [SitesFact]
    public async Task A_site_that_does_not_answer_is_shown_as_such_and_no_other_speaks_for_it()
    {
        await sites[0].KillAsync();

        CliRun run = await RunAsync("--timeout", "2");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^0 +\| 0\.ha\.test:\d+ +\| unreachable", run.Lines[2]);
        Assert.Matches(@"^1 +\| 1\.ha\.test:\d+ +\| Serving", run.Lines[3]);
        Assert.StartsWith($"0.ha.test:{port} does not answer: ", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("No site answers", run.Lines[^1], StringComparison.Ordinal);
        Assert.Single(sites[1].Calls);
    }

    [SitesFact]
    public async Task What_is_not_good_is_said_and_is_a_failure()
    {
        GetStatusResponse starting = Status(0);
        starting.State = V1.SiteState.Starting;
        starting.Reason = "waits for 1.ha.test:8002";
        sites[0].Status = (_, _) => Task.FromResult(starting);
        GetStatusResponse stalled = Status(1);
        stalled.Links[0].State = LinkState.Stalled;
        stalled.Links[0].LastBad = stalled.Links[0].LastGood;
        stalled.Links[0].LastBadReason = "no acknowledgement for 10 s";
        sites[1].Status = (_, _) => Task.FromResult(stalled);

        CliRun run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            ["Site 0 does not serve: waits for 1.ha.test:8002", "Site 1, site0: Stalled, no acknowledgement for 10 s"], run.Lines[^2..]);
    }

    [SitesFact]
    public async Task Equal_vectors_with_unequal_digests_are_a_failure()
    {
        GetStatusResponse other = Status(1);
        other.Digest = 1;
        sites[1].Status = (_, _) => Task.FromResult(other);

        CliRun run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("digests differ", run.Lines[^1], StringComparison.Ordinal);
        other.Vector[0].Sequence++;
        Assert.Equal(0, (await RunAsync()).ExitCode);
    }

    [SitesFact]
    public async Task A_program_gets_everything_as_one_object()
    {
        await sites[0].KillAsync();

        CliRun run = await RunAsync("--json", "--timeout", "2");

        using JsonDocument status = JsonDocument.Parse(Assert.Single(run.Lines));
        Assert.Equal(1, run.ExitCode);
        Assert.False(status.RootElement.GetProperty("isGood").GetBoolean());
        JsonElement[] both = [.. status.RootElement.GetProperty("sites").EnumerateArray()];
        Assert.False(both[0].GetProperty("isReachable").GetBoolean());
        Assert.Contains("No site answers", both[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, "Serving", 1234), (both[1].GetProperty("site").GetInt32(), both[1].GetProperty("state").GetString(), both[1].GetProperty("documents").GetInt32()));
        JsonElement link = both[1].GetProperty("links")[0];
        Assert.Equal(("Good", 37, 0.25), (link.GetProperty("state").GetString(), link.GetProperty("lastInserted").GetInt32(), link.GetProperty("lagSeconds").GetDouble()));
    }

    private Task<CliRun> RunAsync(params string[] more) => CliRun.OfAsync(
        ["status", "--url", $"grpc://ha.test:{port}", "--server-count", "2", "--name-server", $"{dns.EndPoint}", .. more]);

    private static async Task<DnsResponder> StartDnsAsync()
    {
        DnsResponder started = new();
        await started.StartAsync();
        return started;
    }

    private static GetStatusResponse Status(int number) => new()
    {
        Site = number,
        State = V1.SiteState.Serving,
        Documents = 1234,
        Digest = 255,
        Vector = { new V1.ReplicaPosition { Replica = "ab", Sequence = 9 } },
        Links =
        {
            new LinkStatus
            {
                Name = $"site{1 - number}",
                State = LinkState.Good,
                LastGood = (TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(250)).ToUnixTimeMilliseconds(),
                LastInserted = 37,
                LastDeleted = 106,
                Pending = 3,
                LagSeconds = 0.25,
            },
        },
    };
}
