using ClientHa.Core.Failover;
using ClientHa.Resolving;
using ClientHa.Testing;
using ClientHa.Testing.Processes;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Resolving;

/// <summary>Clients that ask a name server which others wrote, over the wire.</summary>
[Trait("Needs", "dnsmasq")]
public sealed class DnsmasqTests
{
    [Fact]
    public async Task Names_are_found_and_denied()
    {
        await using Dnsmasq server = await Dnsmasq.StartAsync("127.0.0.2 0.ha.test", "127.0.0.3 0.ha.test", "2001:db8::1 0.ha.test");
        NameServerResolver resolver = new([server.EndPoint], TimeProvider.System);
        Assert.Equal(
            ["127.0.0.2", "127.0.0.3", "2001:db8::1"],
            (await resolver.ResolveAsync("0.ha.test", CancellationToken.None)).Select(address => address.ToString()).Order(StringComparer.Ordinal));
        NameResolutionException denied = await Assert.ThrowsAsync<NameResolutionException>(
            async () => await resolver.ResolveAsync("1.ha.test", CancellationToken.None));
        Assert.Equal(NameResolutionFailure.NoSuchName, denied.Kind);
    }

    [Fact]
    public async Task A_name_moves_to_another_address_while_calls_run_and_none_is_cut()
    {
        int port = FreePort.Find(Loopback.Address(2), Loopback.Address(3));
        await using KestrelSite old = await KestrelSite.StartAsync(Loopback.Address(2), port), young = await KestrelSite.StartAsync(Loopback.Address(3), port);
        await using Dnsmasq server = await Dnsmasq.StartAsync("127.0.0.2 0.ha.test");
        using Bed bed = For(server, options => options.Servers = [$"0.ha.test:{port}"]);
        using Load load = new(bed);
        await load.UntilAsync(() => old.Calls > 50);

        await server.SetAsync("127.0.0.3 0.ha.test");
        bed.Directory.ResolveAll();
        await load.UntilAsync(() => young.Calls > 50);
        await load.StopAsync();
        await Eventually.UntilAsync(() => old.OpenConnections == 0);
        Assert.Equal(SiteState.Available, bed.Health(0).State);
        Assert.Empty(bed.Log.TextsOf(100));
    }

    [Fact]
    public async Task Two_sites_become_three_and_one_while_calls_run_and_none_is_cut()
    {
        int port = FreePort.Find([.. Enumerable.Range(2, 3).Select(Loopback.Address)]);
        await using KestrelSite zero = await KestrelSite.StartAsync(Loopback.Address(2), port),
            one = await KestrelSite.StartAsync(Loopback.Address(3), port), two = await KestrelSite.StartAsync(Loopback.Address(4), port);
        await using Dnsmasq server = await Dnsmasq.StartAsync("127.0.0.2 0.ha.test", "127.0.0.3 1.ha.test");
        using Bed bed = For(server, options =>
            (options.Url, options.DiscoverServers, options.Policy) = ($"grpc://ha.test:{port}", true, SelectionPolicy.RoundRobin));
        using Load load = new(bed);
        await load.UntilAsync(() => zero.Calls > 20 && one.Calls > 20);

        await server.SetAsync("127.0.0.2 0.ha.test", "127.0.0.3 1.ha.test", "127.0.0.4 2.ha.test");
        bed.Directory.ResolveAll();
        await load.UntilAsync(() => two.Calls > 20);
        Assert.Equal(3, bed.Handler.Status.Sites.Length);

        await server.SetAsync("127.0.0.2 0.ha.test");
        bed.Directory.ResolveAll();
        await load.UntilAsync(() => bed.Handler.Status.Sites.Length == 1 && bed.Client.Retiring == 0);
        await load.StopAsync();
        await Eventually.UntilAsync(() => one.OpenConnections + two.OpenConnections == 0);
        Assert.Empty(bed.Log.TextsOf(100));
    }

    [Fact]
    public async Task Calls_go_on_while_a_name_server_is_silent()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        await using Dnsmasq server = await Dnsmasq.StartAsync("127.0.0.1 0.ha.test");
        using Bed bed = For(server, options => options.Servers = [$"0.ha.test:{site.Port}"]);
        await bed.CallAsync();
        await server.FreezeAsync();
        for (int i = 0; i < 3; i++)
        {
            // New connections each time, and look-ups that nobody answers.
            bed.Directory.ResolveAll();
            bed.Directory.Record(new SiteEvent(SiteEventKind.Renewed, 0, 0));
            Assert.Equal(site.Server, await bed.CallAsync());
        }
        await server.ThawAsync();
    }

    [Fact]
    public async Task A_call_that_begins_without_a_name_server_is_answered_when_there_is_one()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        await using Dnsmasq server = await Dnsmasq.StartAsync("127.0.0.1 0.ha.test", "127.0.0.1 1.ha.test");
        await server.FreezeAsync();
        using Bed bed = For(server, options => (options.Url, options.ServerCount) = ($"grpc://ha.test:{site.Port}", 2));
        Task<string> call = bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Handler.Status.IsPanic);
        Assert.Contains("was not resolved", bed.Handler.Status.ToString(), StringComparison.Ordinal);
        await server.ThawAsync();
        Assert.Equal(site.Server, await call);
    }

    private static Bed For(Dnsmasq server, Action<HaOptions> configure) => new(
        [],
        options =>
        {
            options.NameServers = [server.EndPoint.ToString()];
            configure(options);
        },
        TimeProvider.System,
        hasNameServers: true);
}
