using System.Net;
using ClientHa.Core.Failover;
using ClientHa.Tests.Attempts;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class NearestTests
{
    [Fact]
    public async Task The_first_call_measures_all_sites_and_then_goes_to_one_without_leaving_connections_behind()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Nearest(first.Server, second.Server);
        await bed.CallAsync();
        Assert.All(bed.Directory.State.Sites, site => Assert.NotNull(site.ConnectTime));
        Assert.Equal(1, first.Calls + second.Calls);
        await Eventually.UntilAsync(() => first.Connections + second.Connections == 3 && first.OpenConnections + second.OpenConnections == 1);
        Assert.Contains("A connection takes 0.0 ms. ", bed.Handler.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_call_waits_for_a_silent_site_no_longer_than_250_ms()
    {
        await using KestrelSite near = await KestrelSite.StartAsync();
        using Bed bed = Nearest("silent.test:1", near.Server);
        bed.Names.Silence("silent.test");
        Task<string> call = bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Health(1).ConnectTime is not null);
        bed.Time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(call.IsCompleted);
        Assert.Equal(0, near.Calls);
        bed.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(near.Server, await call);
        Assert.Equal("Connected to 127.0.0.1", bed.Handler.Status.ToString());
    }

    [Fact]
    public async Task A_site_that_is_nearer_later_gets_the_calls_and_is_told_as_the_first_choice()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Nearest(first.Server, second.Server);
        string before = await bed.CallAsync();
        int other = before == first.Server ? 1 : 0;
        TaskCompletionSource<HaStatus> told = new();
        bed.Handler.StatusChanged += (_, status) =>
        {
            if (status.Sites[other].IsFirstChoice)
                told.TrySetResult(status);
        };

        for (int i = 0; i < 10; i++)
            bed.Directory.Record(new(SiteEventKind.Connected, 1 - other, 0) { ConnectTime = TimeSpan.FromMilliseconds(90) });

        Assert.NotEqual(before, await bed.CallAsync());
        Assert.Equal((await told.Task.WaitAsync(Eventually.HangGuard)).Sites[other], (await told.Task).FirstChoice);
    }

    [Fact]
    public async Task Who_calls_all_sites_in_turn_does_not_measure()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options => (options.FirstChoice, options.Policy) = ("Nearest", SelectionPolicy.RoundRobin));
        await bed.CallAsync();
        Assert.All(bed.Directory.State.Sites, site => Assert.Null(site.ConnectTime));
    }

    /// <summary>A call that takes long to write its body begins while the order is awaited, and asks for a site when it is known.</summary>
    [Fact]
    public async Task A_call_that_began_before_the_order_was_known_goes_on_when_it_is()
    {
        await using KestrelSite near = await KestrelSite.StartAsync();
        using Bed bed = Nearest("silent.test:1", near.Server);
        bed.Names.Silence("silent.test");
        Task<string> first = bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Health(1).ConnectTime is not null);
        using HttpMessageInvoker invoker = new(bed.Handler, disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(bed.Handler.Address, "/test.Test/Call"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ScriptedContent((_, _) =>
            {
                bed.Time.Advance(TimeSpan.FromMilliseconds(250));
                return Task.CompletedTask;
            }),
        };

        using HttpResponseMessage response = await Task.Run(() => invoker.SendAsync(request, CancellationToken.None)).WaitAsync(Eventually.HangGuard);

        Assert.Equal(near.Server, response.Headers.GetValues("x-site").Single());
        Assert.Equal(near.Server, await first);
    }

    [Fact]
    public async Task The_nearest_site_is_known_by_its_name_where_sites_before_it_are_taken_out()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Nearest(first.Server, second.Server);
        await bed.CallAsync();
        for (int i = 0; i < 10; i++)
            bed.Directory.Record(new(SiteEventKind.Connected, 0, 0) { ConnectTime = TimeSpan.FromMilliseconds(90) });
        Assert.Equal(second.Server, await bed.CallAsync());

        bed.Reload(options => options.Servers = [second.Server]);

        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.Equal(second.Port, bed.Handler.Status.FirstChoice?.Port);
    }

    private static Bed Nearest(params string[] servers)
    {
        Bed bed = new(servers, options => options.FirstChoice = "Nearest");
        bed.Names.Set("127.0.0.1", IPAddress.Loopback);
        return bed;
    }
}
