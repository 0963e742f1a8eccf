using System.Text.Json;
using ClientHa.Integration.Tests.Sites;
using ClientHa.V1;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class StatusCommandTests : IAsyncLifetime
{
    private FakeSites sites = null!;

    public async Task InitializeAsync() => sites = await FakeSites.StartAsync(Status);

    public async Task DisposeAsync() => await sites.DisposeAsync();

    [SitesFact]
    public async Task Good_sites_and_links_are_shown_in_the_columns_that_operators_know()
    {
        CliRun run = await RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
        [
            "Site   Address           State     Documents   Digest             Pending   Lag     Clients",
            "======+=================+=========+===========+==================+=========+=======+=========",
        ], run.Lines[..2].Select(line => line.Replace($":{sites.Port}", ":8001", StringComparison.Ordinal)));
        Assert.Matches(@"^0 +\| 0\.ha\.test:\d+ +\| Serving +\| 1,234 +\| 00000000000000ff +\| 3 +\| 250ms +\| 1,005$", run.Lines[2]);
        Assert.Matches(@"^1 +\| 1\.ha\.test:\d+ +\| Serving +\| 1,234 +\| 00000000000000ff +\| 3 +\| 250ms +\| 1,005$", run.Lines[3]);
        Assert.Matches(@"^Site +Name +State +Last good +Time +Last I/D +Last bad +Time$", run.Lines[4]);
        Assert.Matches(@"^0 +\| site1 +\| Good +\| \d\d:\d\d:\d\d +\| 4m \d+s +\| 37/106 +\| none +\|$", run.Lines[6]);
        Assert.Matches(@"^1 +\| site0 +\| Good +\| \d\d:\d\d:\d\d +\| 4m \d+s +\| 37/106 +\| none +\|$", run.Lines[7]);
    }

    [SitesFact]
    public async Task A_site_that_does_not_answer_is_shown_as_such_and_no_other_speaks_for_it()
    {
        await sites[0].KillAsync();

        // Not for as long as that: what is refused is an answer.
        CliRun run = await RunAsync("--timeout", "600");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^0 +\| 0\.ha\.test:\d+ +\| unreachable", run.Lines[2]);
        Assert.Matches(@"^1 +\| 1\.ha\.test:\d+ +\| Serving", run.Lines[3]);
        Assert.StartsWith($"0.ha.test:{sites.Port} does not answer: ", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("refused", run.Lines[^1], StringComparison.Ordinal);
        Assert.Single(sites[1].Calls);
    }

    [SitesFact]
    public async Task A_site_that_refuses_to_tell_is_not_called_unreachable()
    {
        sites[0].Status = (_, _) => throw new WireException(WireStatusCode.PermissionDenied, "app is a client.");

        CliRun run = await RunAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^0 +\| 0\.ha\.test:\d+ +\| refuses", run.Lines[2]);
        Assert.Equal($"0.ha.test:{sites.Port} does not say how it is: PERMISSION_DENIED: app is a client.", run.Lines[^1]);
    }

    [SitesFact]
    public async Task How_long_ago_something_was_is_told_by_the_clock_of_the_site_that_says_so()
    {
        GetStatusResponse fast = Status(0);
        fast.Time = fast.Links[0].LastGood + 7_400;
        sites[0].Status = (_, _) => Task.FromResult(fast);

        Assert.Matches(@"^0 +\| site1 +\| Good +\| \d\d:\d\d:\d\d +\| 7s +\|", (await RunAsync()).Lines[6]);
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
        stalled.Links[0].LastBadReason = "nothing listens there";
        stalled.Links.Add(new LinkStatus { Name = "site2", State = LinkState.Down, LastBadReason = "nothing listens there" });
        sites[1].Status = (_, _) => Task.FromResult(stalled);

        CliRun run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
        [
            "Site 0 does not serve: waits for 1.ha.test:8002",
            "Site 1, site0: Stalled, connected, and nothing moves, 3 operations wait, for 250ms",
            "Site 1, site2: Down, nothing listens there",
        ], run.Lines[^3..]);
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
    public async Task What_ought_to_be_seen_to_is_said_and_is_no_failure_but_a_site_that_takes_no_writes_is_one()
    {
        GetStatusResponse warning = Status(0);
        warning.Warnings.Add("The disk has 5 MiB left.");
        warning.Conflicts = 1200;
        sites[0].Status = (_, _) => Task.FromResult(warning);

        CliRun run = await RunAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["Site 0 warns: The disk has 5 MiB left.", "Site 0 keeps 1,200 writes that lost to concurrent ones."], run.Lines[^2..]);
        warning.ReadOnlyReason = "No space left on device";
        run = await RunAsync();
        Assert.Equal((1, "Site 0 takes no writes: No space left on device"), (run.ExitCode, run.Lines[^3]));
    }

    [SitesFact]
    public async Task A_watch_looks_again_and_again_and_shows_what_has_changed()
    {
        int looks = 0;
        sites[0].Status = (_, _) =>
        {
            GetStatusResponse status = Status(0);
            status.Documents = 1000 + Interlocked.Increment(ref looks);
            return Task.FromResult(status);
        };

        CliRun run = await UntilAsync(3, "--watch", "--interval", "0.1", "--json");

        Assert.Equal(130, run.ExitCode);
        Assert.Equal([1001, 1002, 1003], run.Lines.Take(3).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("sites")[0].GetProperty("documents").GetInt32()));
        run = await UntilAsync(12, "--watch", "--interval", "0.1");
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", run.Lines[0]);
        Assert.Equal(2, run.Lines.Take(12).Count(line => line.StartsWith("Site   Address", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3601")]
    public async Task A_watch_that_would_never_rest_or_never_look_is_refused(string seconds) =>
        (await RunAsync("--watch", "--interval", seconds)).AssertFails(2, $"--interval {seconds}");

    [SitesFact]
    public async Task A_program_gets_everything_as_one_object()
    {
        await sites[0].KillAsync();

        CliRun run = await RunAsync("--json");

        using JsonDocument status = JsonDocument.Parse(Assert.Single(run.Lines));
        Assert.Equal(1, run.ExitCode);
        Assert.False(status.RootElement.GetProperty("isGood").GetBoolean());
        JsonElement[] both = [.. status.RootElement.GetProperty("sites").EnumerateArray()];
        Assert.False(both[0].GetProperty("isReachable").GetBoolean());
        Assert.Contains("refused", both[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, "Serving", 1234), (both[1].GetProperty("site").GetInt32(), both[1].GetProperty("state").GetString(), both[1].GetProperty("documents").GetInt32()));
        JsonElement link = both[1].GetProperty("links")[0];
        Assert.Equal(("Good", 37, 0.25), (link.GetProperty("state").GetString(), link.GetProperty("lastInserted").GetInt32(), link.GetProperty("lagSeconds").GetDouble()));
    }

    private Task<CliRun> RunAsync(params string[] more) => CliRun.OfAsync(Arguments(more));

    private Task<CliRun> UntilAsync(int lines, params string[] more) => CliRun.UntilAsync(lines, Arguments(more));

    private string[] Arguments(string[] more) =>
        ["status", .. sites.Options, .. more];

    private static GetStatusResponse Status(int number) => new()
    {
        Site = number,
        State = V1.SiteState.Serving,
        Documents = 1234,
        Digest = 255,
        Connections = 1005,
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
