using ClientHa.Fakes;
using ClientHa.Services.Tests.Calls;
using ClientHa.Services.Tests.Watching;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

/// <summary>The sites of these tests are in January 2030, whatever the computer says.</summary>
public sealed class StampTests
{
    private const int Counter = 16;

    [Theory]
    [InlineData(2001)]
    [InlineData(2040)]
    public async Task From_the_first_answer_on_a_client_stamps_by_the_sites_clock_whatever_its_computer_says(int year)
    {
        await using FakeSite site = await FakeSite.StartAsync();
        WallClock wall = new() { Now = Year(year) };
        using DocumentsClient client = new(site.Url, 0, new ServiceClientOptions { TimeProvider = wall });

        await client.GetAsync("a");
        ulong shown = site.Store.Clock;
        wall.Now = Year(2080);
        await client.PutAsync("a", "1");

        Assert.InRange(Stamp(site), shown + 1, Stamp(Year(2031)));
    }

    [Fact]
    public async Task The_computers_clock_is_the_first_seed()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0, new ServiceClientOptions { TimeProvider = new WallClock { Now = Year(2029) } });

        await client.PutAsync("a", "1");

        Assert.InRange(Stamp(site), Stamp(Year(2029)), Stamp(Year(2030)));
    }

    [Fact]
    public async Task A_write_is_stamped_above_all_that_a_read_a_list_and_a_write_have_shown()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        ulong clock = site.Store.Clock;
        site.Get = (_, _) => Task.FromResult(new GetResponse { Clock = clock += 1 << 24 });
        site.List = (_, _) => Task.FromResult(new ListResponse { Clock = clock += 1 << 24 });
        site.Put = (request, _) => Task.FromResult(new WriteResponse { Version = new V1.Version { Stamp = 1 }, Clock = clock += 1 << 24 });
        using DocumentsClient client = new(site.Url, 0);

        foreach (Func<Task> call in (Func<Task>[])[() => client.GetAsync("a"), () => client.ListPageAsync(), () => client.PutAsync("a", "1")])
        {
            await call();
            ulong shown = clock;
            await client.PutAsync("a", "2");
            Assert.True(Stamp(site) > shown);
        }
    }

    [Fact]
    public async Task A_write_is_stamped_above_what_a_watch_has_shown_and_not_as_old_as_it_may_be()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        ulong shown = Stamp(Year(2010));
        site.Watch = Script.Streams([Old(shown)], [Old(shown)]);
        using DocumentsClient client = new(site.Url, 0, new ServiceClientOptions { TimeProvider = new WallClock { Now = Year(2029) } });
        await using (Reading watch = new(client.WatchAsync()))
            await watch.NextAsync();
        await client.PutAsync("a", "1");
        Assert.InRange(Stamp(site), Stamp(Year(2029)), Stamp(Year(2030)));

        shown = site.Store.Clock + (1 << 24);
        site.Watch = Script.Streams([Old(shown)]);
        await using (Reading watch = new(client.WatchAsync()))
            await watch.NextAsync();
        await client.PutAsync("a", "2");
        Assert.True(Stamp(site) > shown);

        static WatchResponse Old(ulong clock)
        {
            WatchResponse response = Script.Response("X", Script.Put("a", clock));
            response.Clock = clock;
            return response;
        }
    }

    [Fact]
    public async Task A_clock_that_a_site_finds_too_far_ahead_is_set_back_with_a_warning()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        ulong clock = site.Store.Clock;
        site.Put = (request, _) => Task.FromResult(request.Identity.Stamp > Stamp(Year(2031))
            ? new WriteResponse { Restamp = clock, Clock = clock }
            : site.Store.Put(request));
        using LogText log = new();
        using DocumentsClient client = new(site.Url, 0, new ServiceClientOptions { TimeProvider = new WallClock { Now = Year(2040) }, LoggerFactory = log });

        await client.PutAsync("a", "1");
        await client.PutAsync("a", "2");

        Assert.Equal(3, site.Calls.Count);
        Assert.InRange(Stamp(site), clock + 1, Stamp(Year(2031)));
        Assert.Single(log.Lines, line => line.Contains("s ahead of that of the site", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writes_at_the_same_time_never_share_a_stamp()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => client.PutAsync($"{number}", "x")));

        Assert.Equal(100, site.Requests<PutRequest>().Select(put => put.Identity.Stamp).Distinct().Count());
    }

    private static DateTimeOffset Year(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static ulong Stamp(DateTimeOffset time) => (ulong)time.ToUnixTimeMilliseconds() << Counter;

    private static ulong Stamp(FakeSite site) => site.Requests<PutRequest>().Last().Identity.Stamp;

    /// <summary>A computer whose time of day is wrong, and whose time passes as it does.</summary>
    private sealed class WallClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
