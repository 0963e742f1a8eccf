using System.Net;
using System.Text.Json;
using ClientHa.Server.Health;
using ClientHa.Server.Http;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Grpc.Health.V1;

namespace ClientHa.Server.Tests.Http;

public sealed class StatusPagesTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private RunningSite? running;

    private RunningSite Site => running!;

    public async Task InitializeAsync() => running = await RunningSite.StartAsync();

    public async Task DisposeAsync() => await Site.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    public async Task The_page_is_files_of_our_own(string path, string type)
    {
        using HttpResponseMessage response = await Site.GetAsync(Site.Http, path);
        string text = await response.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_can_be_asked_for_once()
    {
        using HttpResponseMessage response = await Site.GetAsync(Site.Http, "/api/status");
        JsonElement status = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((0, "Serving"), (status.GetProperty("site").GetInt32(), status.GetProperty("sites")[0].GetProperty("state").GetString()));
        Assert.Equal(0, status.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public async Task It_says_how_many_clients_are_connected_and_counts_no_page_for_one()
    {
        using (WireChannel one = Site.OpenChannel(), other = Site.OpenChannel())
        {
            foreach (WireChannel channel in (WireChannel[])[one, other, one])
                await channel.UnaryAsync<HealthCheckResponse>(HealthReflection.Descriptor.Services[0].FindMethodByName("Check"), new HealthCheckRequest(), null, HangGuard.Token);
            Assert.Equal(2, await ClientsAsync());
        }
        await Eventually.UntilAsync(async () => await ClientsAsync() == 0);

        async Task<int> ClientsAsync()
        {
            using HttpResponseMessage response = await Site.GetAsync(Site.Http, "/api/status");
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("sites")[0].GetProperty("connections").GetInt32();
        }
    }

    [Fact]
    public async Task What_happens_is_told_while_it_happens()
    {
        using StreamReader live = await FollowAsync();
        await ReadUntilAsync(live, "\"state\":\"Serving\"");
        Site.Health.Set(HealthState.Starting("waits for 1.ha.test:8001"));

        await ReadUntilAsync(live, "event: events");
        await ReadUntilAsync(live, "The site is starting: waits for 1.ha.test:8001.");
        await ReadUntilAsync(live, "\"state\":\"Starting\",\"reason\":\"waits for 1.ha.test:8001\"");
    }

    [Fact]
    public async Task A_site_that_stops_ends_what_follows_it()
    {
        using StreamReader live = await FollowAsync();
        Task stopping = Site.StopAsync();

        await ReadUntilAsync(live, "\"state\":\"Draining\"");
        while (await live.ReadLineAsync(HangGuard.Token) is not null)
        {
        }
        await stopping.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task A_crowd_of_followers_is_bounded_and_a_place_is_free_again_when_one_leaves()
    {
        List<StreamReader> crowd = [];
        for (int number = 0; number < StatusPages.MaxLive; number++)
            crowd.Add(await FollowAsync());
        using (HttpResponseMessage refused = await client.GetAsync(new Uri(Site.Http, "/api/live"), HttpCompletionOption.ResponseHeadersRead, HangGuard.Token))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        crowd.ForEach(follower => follower.Dispose());
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(20));
        HttpStatusCode seen = default;
        while (seen != HttpStatusCode.OK)
        {
            using HttpResponseMessage next = await client.GetAsync(new Uri(Site.Http, "/api/live"), HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
            seen = next.StatusCode;
            await again.WaitForNextTickAsync(HangGuard.Token);
        }
    }

    private async Task<StreamReader> FollowAsync()
    {
        HttpResponseMessage response = await client.GetAsync(new Uri(Site.Http, "/api/live"), HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new StreamReader(await response.Content.ReadAsStreamAsync(HangGuard.Token));
    }

    private static async Task ReadUntilAsync(StreamReader live, string part)
    {
        while (!(await live.ReadLineAsync(HangGuard.Token) ?? throw new EndOfStreamException($"The stream ended without {part}.")).Contains(part, StringComparison.Ordinal))
        {
        }
    }
}
