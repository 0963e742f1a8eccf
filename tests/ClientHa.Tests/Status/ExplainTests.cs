using System.Net;
using System.Text.RegularExpressions;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Status;

public sealed class ExplainTests
{
    [Fact]
    public async Task It_says_of_each_site_its_state_why_since_when_its_next_probe_and_when_calls_come_home()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        await bed.CallAsync();
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => bed.Handler.Status.Sites.All(site => site.Endpoints.Length == 1));
        bed.Time.Advance(TimeSpan.FromSeconds(0.5));

        string[] lines = bed.Handler.Explain().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^ClientHa \S+, 2030-01-02 03:04:\d\d \+00:00\. Connected to b\.test\.$", lines[0]);
        Assert.Equal(
            $"http://a.test:{first.Port} stands for 2 sites; the first choice is a.test (Ordered). Reconnect delay 3 min, failback WhenIdle, replay Safe. 0 calls waiting for a site.",
            lines[1]);
        Assert.Matches(
            $@"^a\.test:{first.Port} \(first choice\): ejected since 03:04:05, for 1 s \(answered UNAVAILABLE\)\. " +
            @"It takes no calls before 03:0[678]:\d\d and two good probes in a row \(0 so far\)\. The next probe comes in 1 s\. " +
            $@"It has not answered over a present connection\. 0 calls in flight\. Addresses: 127\.0\.0\.1:{first.Port}\.$",
            lines[2]);
        Assert.Equal(
            $"b.test:{second.Port} (in use): available since 03:04:05, for 1 s. It takes calls. No probe is planned. " +
            $"It has answered over its present connections. 0 calls in flight. Addresses: 127.0.0.1:{second.Port}.",
            lines[3]);
    }

    [Fact]
    public async Task A_site_that_comes_home_says_when()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Returning, TimeSpan.FromSeconds(1));

        string text = bed.Handler.Explain();

        SiteStatus site = bed.Handler.Status.Sites[0];
        Assert.Contains($"calls come home from {site.HomeFrom:HH:mm:ss} on when none is in flight, and from {site.HomeBy:HH:mm:ss} on regardless.", text, StringComparison.Ordinal);
        Assert.InRange(site.HomeBy!.Value - site.Since, TimeSpan.FromMinutes(0.5), TimeSpan.FromMinutes(3));
        Assert.True(site.IsFirstChoice);
        Assert.Same(bed.Handler.Status.FirstChoice!.Name, site.Name);
    }

    [Fact]
    public async Task When_the_delay_is_over_only_the_probes_are_waited_for()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        first.OnProbe = Answers.NotServing;
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Handler.Status is { } status && status.Sites[0].AvailableNotBefore < status.Time, TimeSpan.FromSeconds(1));
        Assert.Contains("It takes no calls before two good probes in a row (0 so far).", bed.Handler.Explain(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Failback.Never, "It has recovered: calls go there when the site in use fails.")]
    [InlineData(Failback.Manual, "It has recovered: calls go there when the program calls GoHome(), or when the site in use fails.")]
    public async Task Where_nothing_brings_calls_home_it_says_what_would(Failback failback, string expected)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second, failback);
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Returning, TimeSpan.FromSeconds(1));
        Assert.Contains(expected, bed.Handler.Explain(), StringComparison.Ordinal);
        Assert.Null(bed.Handler.Status.Sites[0].HomeFrom);
    }

    [Fact]
    public async Task In_panic_it_says_what_is_done_about_it()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        (first.OnCall, second.OnCall) = (Answers.Status(14), Answers.Status(14));
        (first.OnProbe, second.OnProbe) = (Answers.NotServing, Answers.NotServing);
        using HttpResponseMessage response = await bed.SendAsync(isIdempotent: true);
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic is { Rounds: 1, IsRoundRunning: false });
        Task<string> waiting = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => bed.Directory.AnyCallWaits);

        string text = bed.Handler.Explain();

        Assert.Contains("No site takes calls: the reconnect delay is waived, and whichever answers first gets them. ", text, StringComparison.Ordinal);
        Assert.Contains("1 call waiting for a site.", text, StringComparison.Ordinal);

        // The first pause of the races is 250 ms at the most; 5 s are for races for which no call waits.
        HaStatus status = bed.Handler.Status;
        Assert.All(status.Sites, site => Assert.True(site.NextProbe - status.Time < TimeSpan.FromSeconds(0.3), text));
        Assert.Equal(2, Regex.Count(text, @"\(the site says NOT_SERVING\)\. It takes calls again with its first good probe\."));
        bed.Handler.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public void Before_the_first_call_it_says_that_nothing_is_known()
    {
        using HaHttpHandler handler = new(new HaOptions { Url = "grpcs://ha.test:8001", ServerCount = 3, Policy = SelectionPolicy.RoundRobin, Seed = 1 });
        string text = handler.Explain();
        Assert.Contains("https://ha.test:8001 stands for 3 sites; calls go to all sites in turn.", text, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(text, @"It has not answered over a present connection\. 0 calls in flight\. Its name was not resolved yet\."));
    }

    private static Bed Named(KestrelSite first, KestrelSite second, Failback failback = Failback.WhenIdle)
    {
        Bed bed = new([$"a.test:{first.Port}", $"b.test:{second.Port}"], options => options.Failback = failback);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        return bed;
    }
}
