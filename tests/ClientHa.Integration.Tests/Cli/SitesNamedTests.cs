using ClientHa.Fakes;
using ClientHa.V1;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

/// <summary>How a command learns where its sites are, and what it says if they are not there.</summary>
public sealed class SitesNamedTests
{
    [Fact]
    public async Task Without_an_address_both_ways_to_give_one_are_named() =>
        (await CliRun.OfAsync("get", "a")).AssertFails(2, "--url grpc://ha.test:8001", "CLIENTHA_URL");

    [Fact]
    public async Task A_count_that_is_no_number_is_named_with_both_ways() =>
        (await CliRun.OfAsync(
            new Dictionary<string, string> { ["CLIENTHA_URL"] = "grpc://ha.test:8001", ["CLIENTHA_SERVER_COUNT"] = "two" }, "get", "a"))
            .AssertFails(2, "CLIENTHA_SERVER_COUNT is \"two\"", "--server-count");

    [Theory]
    [InlineData("ha.test")]
    [InlineData("ftp://ha.test:1")]
    public async Task An_address_that_will_not_do_is_named(string url) =>
        (await CliRun.OfAsync("get", "a", "--url", url)).AssertFails(2, url);

    [Fact]
    public async Task An_address_as_an_option_stands_without_the_environments_count()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        Dictionary<string, string> environment = new() { ["CLIENTHA_URL"] = "grpc://ha.test:1", ["CLIENTHA_SERVER_COUNT"] = "2" };

        CliRun run = await CliRun.OfAsync(environment, "put", "a", "1", "--url", site.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_site_that_is_not_there_is_one_line()
    {
        FakeSite site = await FakeSite.StartAsync();
        await site.DisposeAsync();

        (await CliRun.OfAsync("get", "a", "--url", site.Url, "--timeout", "1")).AssertFails(1, "No site answers");
    }

    [Fact]
    public async Task A_site_that_refuses_is_quoted()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Get = (_, _) => throw new WireException(WireStatusCode.PermissionDenied, "Not\nfor you.");

        (await CliRun.OfAsync("get", "a", "--url", site.Url)).AssertFails(1, "PERMISSION_DENIED: Not\\nfor you.");
    }

    [Fact]
    public async Task A_site_that_does_not_answer_is_given_the_timeout()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        TaskCompletionSource<GetResponse> never = new();
        // It does not heed the deadline that came with the call, or its own word of that could come before the client's.
        site.Get = (_, _) => never.Task;

        (await CliRun.OfAsync("get", "a", "--url", site.Url, "--timeout", "0.5")).AssertFails(1, "DEADLINE_EXCEEDED", "Connecting to 127.0.0.1");
        never.SetResult(new GetResponse());
    }
}
