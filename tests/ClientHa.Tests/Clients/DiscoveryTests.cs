using System.Net;
using ClientHa.Configuration;
using ClientHa.Testing;
using ClientHa.Testing.Processes;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Clients;

/// <summary>Sites that are found by their names, and that come and go while the client runs.</summary>
public sealed class DiscoveryTests
{
    private readonly FakeResolver names = new();

    [Fact]
    public async Task The_first_call_goes_to_a_site_that_was_found()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        names.Set("2.ha.test", IPAddress.Loopback);
        names.Set("0.ha.test", Loopback.Address(99));
        using Bed bed = Bed.Discovering(site.Port, names, options => options.FirstChoice = "2");
        Assert.Equal(["0.ha.test", "1.ha.test"], Names(bed));

        Assert.Equal(site.Server, await bed.CallAsync());
        Assert.Equal(["0.ha.test", "2.ha.test"], Names(bed));
        Assert.Equal($"The name servers know the sites 0.ha.test:{site.Port}, 2.ha.test:{site.Port} now; new calls go to them, calls in flight end where they are.", bed.Log.TextsOf(310).Single());
    }

    [Fact]
    public async Task Sites_come_and_go_while_calls_run_and_none_is_cut()
    {
        int port = FreePort.Find([.. Enumerable.Range(2, 3).Select(Loopback.Address)]);
        await using KestrelSite zero = await KestrelSite.StartAsync(Loopback.Address(2), port),
            one = await KestrelSite.StartAsync(Loopback.Address(3), port), two = await KestrelSite.StartAsync(Loopback.Address(4), port);
        names.Set("0.ha.test", zero.EndPoint.Address);
        names.Set("1.ha.test", one.EndPoint.Address);
        using Bed bed = Bed.Discovering(port, names, options => options.Policy = SelectionPolicy.RoundRobin, TimeProvider.System);
        using Load load = new(bed);
        await CalledAsync(zero, one);
        Assert.Equal(["0.ha.test", "1.ha.test"], Names(bed));

        names.Set("2.ha.test", two.EndPoint.Address);
        bed.Directory.Addresses.Seek();
        await Eventually.UntilAsync(() => Names(bed) is ["0.ha.test", "1.ha.test", "2.ha.test"]);
        await CalledAsync(zero, one, two);

        names.Remove("1.ha.test");
        names.Remove("2.ha.test");
        bed.Directory.Addresses.Seek();
        await Eventually.UntilAsync(() => Names(bed) is ["0.ha.test"]);
        await CalledAsync(zero);
        await load.StopAsync();
        await Eventually.UntilAsync(() => bed.Client.Retiring == 0 && one.OpenConnections + two.OpenConnections == 0);
        Assert.Empty(bed.Log.TextsOf(100));

        async Task CalledAsync(params KestrelSite[] sites)
        {
            int[] before = [.. sites.Select(site => site.Calls)];
            await load.UntilAsync(() => sites.Zip(before, (site, calls) => site.Calls > calls + 10).All(each => each));
        }
    }

    [Fact]
    public async Task The_names_are_asked_for_again_from_time_to_time_and_after_a_failure()
    {
        int port = FreePort.Find(Loopback.Address(2), Loopback.Address(3));
        await using KestrelSite zero = await KestrelSite.StartAsync(Loopback.Address(2), port), one = await KestrelSite.StartAsync(Loopback.Address(3), port);
        names.Set("0.ha.test", zero.EndPoint.Address);
        names.Set("1.ha.test", one.EndPoint.Address);
        using Bed bed = Bed.Discovering(port, names, options => options.FirstChoice = "0");
        await bed.CallAsync();
        names.Set("2.ha.test", Loopback.Address(4));
        await bed.AdvanceUntilAsync(() => Names(bed).Length == 3, TimeSpan.FromSeconds(1));

        names.Set("3.ha.test", Loopback.Address(5));
        await bed.EjectFirstAsync(zero);
        await Eventually.UntilAsync(() => Names(bed).Length == 4);
        Assert.Equal(SiteState.Ejected, bed.Health(0).State);
    }

    [Fact]
    public async Task However_often_sites_are_sought_while_they_are_being_looked_for_they_are_looked_for_once_more()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        names.Set("0.ha.test", IPAddress.Loopback);
        names.Set("1.ha.test", IPAddress.Loopback);
        using Bed bed = Bed.Discovering(site.Port, names);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => !bed.Client.IsDiscovering);
        int before = names.LookupsOf("3.ha.test");
        TaskCompletionSource gate = new();
        names.Deny("2.ha.test", gate.Task);
        bed.Directory.Addresses.Seek();
        await Eventually.UntilAsync(() => names.LookupsOf("3.ha.test") == before + 1);
        for (int i = 0; i < 5; i++)
            bed.Directory.Addresses.Seek();
        Assert.Equal(before + 1, names.LookupsOf("3.ha.test"));

        gate.SetResult();
        await Eventually.UntilAsync(() => names.LookupsOf("3.ha.test") == before + 2 && !bed.Client.IsDiscovering);
        Assert.Equal(before + 2, names.LookupsOf("3.ha.test"));
    }

    [Fact]
    public async Task A_name_server_that_fails_or_denies_all_takes_no_site_away()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        foreach (int number in Enumerable.Range(0, 3))
            names.Set($"{number}.ha.test", IPAddress.Loopback);
        using Bed bed = Bed.Discovering(site.Port, names);
        await bed.CallAsync();
        foreach (int number in Enumerable.Range(0, 3))
            names.Fail($"{number}.ha.test");
        await SoughtAsync(bed);
        Assert.Equal(3, Names(bed).Length);

        foreach (int number in Enumerable.Range(0, 3))
            names.Remove($"{number}.ha.test");
        await SoughtAsync(bed);
        Assert.Equal(3, Names(bed).Length);
        Assert.Equal(site.Server, await bed.CallAsync());

        names.Set("1.ha.test", IPAddress.Loopback);
        await SoughtAsync(bed);
        await Eventually.UntilAsync(() => Names(bed) is ["1.ha.test"]);
    }

    [Fact]
    public async Task A_silent_name_server_holds_the_first_calls_up_for_two_seconds_together_and_no_later_one()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        names.Set("0.ha.test", IPAddress.Loopback);
        foreach (int number in Enumerable.Range(1, 3))
            names.Silence($"{number}.ha.test");
        using Bed bed = Bed.Discovering(site.Port, names, options => options.FirstChoice = "0");
        Task<string> first = bed.CallAsync();
        bed.Time.Advance(TimeSpan.FromSeconds(1.9));
        Task<string> second = bed.CallAsync();
        Assert.Equal(0, site.Calls);
        bed.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([site.Server, site.Server], await Task.WhenAll(first, second));
        Assert.Equal(site.Server, await bed.CallAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_gives_up_does_not_wait_for_a_silent_name_server(bool isDisposed)
    {
        foreach (int number in Enumerable.Range(0, 4))
            names.Silence($"{number}.ha.test");
        using Bed bed = Bed.Discovering(1, names);
        using CancellationTokenSource given = new();
        Task<string> call = bed.CallAsync(cancellationToken: given.Token);
        if (isDisposed)
            bed.Handler.Dispose();
        else
            await given.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(Eventually.HangGuard));
        Assert.IsType(isDisposed ? typeof(ObjectDisposedException) : typeof(TaskCanceledException), call.Exception?.InnerException ?? new TaskCanceledException());
    }

    [Fact]
    public async Task At_most_sixty_four_names_are_asked_for()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        for (int number = 0; number < 70; number++)
            names.Set($"{number}.ha.test", IPAddress.Loopback);
        using Bed bed = Bed.Discovering(site.Port, names);
        await bed.CallAsync();
        Assert.Equal(64, Names(bed).Length);
        Assert.Equal(0, names.LookupsOf("64.ha.test"));
    }

    [Fact]
    public async Task Options_that_begin_to_discover_keep_the_sites_that_are_known()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        foreach (int number in Enumerable.Range(0, 4))
            names.Silence($"{number}.ha.test");
        using Bed bed = new([], options => (options.Url, options.ServerCount) = ($"grpc://ha.test:{site.Port}", 3), names: names);
        bed.Reload(options => (options.ServerCount, options.DiscoverServers) = (0, true));
        Assert.Equal(["0.ha.test", "1.ha.test", "2.ha.test"], Names(bed));
    }

    [Theory]
    [InlineData("63", true)]
    [InlineData("63.ha.test", true)]
    [InlineData("64", false)]
    public void A_first_choice_may_be_any_site_that_can_be_found(string firstChoice, bool isGood)
    {
        HaOptions options = new() { Url = "grpc://ha.test:1", DiscoverServers = true, FirstChoice = firstChoice };
        Exception? fault = Record.Exception(() => HaPlan.From(options));
        Assert.Equal(isGood, fault is null);
        if (!isGood)
            Assert.EndsWith("or one of 0.ha.test:1, 1.ha.test:1, 2.ha.test:1, 3.ha.test:1, 4.ha.test:1, 5.ha.test:1, 6.ha.test:1, 7.ha.test:1 to 63.ha.test:1", fault!.Message, StringComparison.Ordinal);
    }

    private static string[] Names(Bed bed) => [.. bed.Handler.Status.Sites.Select(site => site.Name)];

    /// <summary>Looks for sites, and waits until that is done.</summary>
    private static async Task SoughtAsync(Bed bed)
    {
        int before = bed.Names.LookupsOf("4.ha.test") + bed.Names.LookupsOf("2.ha.test");
        bed.Directory.Addresses.Seek();
        await Eventually.UntilAsync(() => bed.Names.LookupsOf("4.ha.test") + bed.Names.LookupsOf("2.ha.test") > before && !bed.Client.IsDiscovering);
    }
}
