using ClientHa.Integration.Tests.Sites;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class DrainCommandTests : IAsyncLifetime
{
    private FakeSites sites = null!;

    public async Task InitializeAsync() => sites = await FakeSites.StartAsync(number => new GetStatusResponse { Site = number, State = V1.SiteState.Serving });

    public async Task DisposeAsync() => await sites.DisposeAsync();

    [SitesFact]
    public async Task The_named_site_is_drained_and_no_other()
    {
        CliRun run = await BothAsync("--site", "1");

        Assert.Equal((0, "Site 1 drains: it sends its clients to other sites, and then it stops.\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal([0, 1], Drained);
    }

    [SitesFact]
    public async Task That_a_site_is_gone_is_said_to_another_one_whichever_answers_first()
    {
        foreach (int gone in (int[])[0, 1])
        {
            CliRun run = await CliRun.OfAsync(["sites", "retire", $"{gone}", .. sites.Options]);

            Assert.Equal((0, $"Replica 00ab of site {gone} is retired.\n", ""), (run.ExitCode, run.Output, run.Error));
            Assert.DoesNotContain(sites[gone].Requests<RetireRequest>(), request => request.Site == gone);
        }
    }

    [SitesFact]
    public async Task Which_of_several_must_be_said()
    {
        (await BothAsync()).AssertFails(2, "2 sites are named: give --site");
        (await BothAsync("--site", "7")).AssertFails(2, "No site 7 is among 0 (0.ha.test");
        Assert.Equal([0, 0], Drained);
    }

    [SitesFact]
    public async Task The_last_one_that_serves_is_drained_only_by_force()
    {
        sites[0].Status = (_, _) => Task.FromResult(new GetStatusResponse { Site = 0, State = V1.SiteState.Draining });
        (await BothAsync("--site", "1")).AssertFails(1, "nowhere to go", "--force");
        Assert.Equal([0, 0], Drained);

        Assert.Equal(0, (await BothAsync("--site", "1", "--force")).ExitCode);
        Assert.Equal([0, 1], Drained);
    }

    [SitesFact]
    public async Task A_site_that_is_asked_alone_knows_of_the_others_by_its_links()
    {
        (await OneAsync()).AssertFails(1, "nowhere to go");
        sites[0].Status = (_, _) => Task.FromResult(new GetStatusResponse { State = V1.SiteState.Serving, Links = { new LinkStatus { State = LinkState.Good } } });

        Assert.Equal(0, (await OneAsync()).ExitCode);
        Assert.Equal([1, 0], Drained);
    }

    [SitesFact]
    public async Task A_site_that_does_not_answer_is_not_drained()
    {
        await sites[1].KillAsync();

        (await BothAsync("--site", "1", "--timeout", "1")).AssertFails(1, $"1.ha.test:{sites.Port} does not answer");
    }

    private int[] Drained => sites.Count<DrainRequest>();

    private Task<CliRun> BothAsync(params string[] more) =>
        CliRun.OfAsync(["drain", .. sites.Options, .. more]);

    private Task<CliRun> OneAsync() => CliRun.OfAsync("drain", "--url", sites[0].Url);
}
