using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Http;

/// <summary>Documents as the status page reads and writes them.</summary>
public sealed class DocumentPagesTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private RunningSite? running;

    private RunningSite Site => running!;

    public async Task InitializeAsync()
    {
        running = await RunningSite.StartAsync(builder =>
        {
            builder.Services.AddSingleton<ISite, EmbeddedSite>();
            builder.Services.Configure<HaServerOptions>(options => options.MaxValueBytes = 100);
        });
        HealthMoment moment = Site.Health.Latest;
        while (!moment.State.IsServing)
            moment = await moment.NextAsync(HangGuard.Token);
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_document_is_made_read_changed_and_deleted()
    {
        string first = Version(await SendAsync("PUT", "a/b ü", new { text = "one", version = (string?)null }));
        JsonElement read = await JsonAsync(await SendAsync("GET", "a/b ü"));
        Assert.Equal(("a/b ü", "one", first, 3), (Text(read, "key"), Text(read, "text"), Text(read, "version"), read.GetProperty("bytes").GetInt32()));

        string second = Version(await SendAsync("PUT", "a/b ü", new { text = "two", version = first }));
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("DELETE", "a/b ü", new { version = second })).StatusCode);
        await AssertAnswerAsync(HttpStatusCode.NotFound, "There is no such document any more.", await SendAsync("GET", "a/b ü"));
    }

    [Fact]
    public async Task An_edit_of_what_has_changed_is_refused_with_what_is_there()
    {
        string first = Version(await SendAsync("PUT", "a", new { text = "one", version = (string?)null }));
        await SendAsync("PUT", "a", new { text = "theirs", version = first });

        foreach ((string method, object edit) in ((string, object)[])[("PUT", new { text = "mine", version = first }), ("DELETE", new { version = first }), ("PUT", new { text = "new", version = (string?)null })])
        {
            using HttpResponseMessage refused = await SendAsync(method, "a", edit);
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Equal("theirs", Text(await JsonAsync(refused), "text"));
        }
        await SendAsync("DELETE", "a", new { version = Text(await JsonAsync(await SendAsync("GET", "a")), "version") });
        await AssertAnswerAsync(HttpStatusCode.NotFound, "Somebody has deleted the document meanwhile.", await SendAsync("PUT", "a", new { text = "mine", version = first }));
    }

    [Fact]
    public async Task What_is_too_large_or_no_edit_is_refused_with_its_limit()
    {
        await AssertAnswerAsync(HttpStatusCode.RequestEntityTooLarge, "The value has 101 bytes; this site allows 100", await SendAsync("PUT", "a", new { text = new string('x', 101), version = (string?)null }));
        using HttpResponseMessage flood = await SendAsync("PUT", "a", new { text = new string('x', 1 << 20), version = (string?)null });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, flood.StatusCode);
        await AssertAnswerAsync(HttpStatusCode.BadRequest, "The key is empty", await SendAsync("PUT", "", new { text = "x", version = (string?)null }));
        await AssertAnswerAsync(HttpStatusCode.BadRequest, "\"text\"", await SendAsync("PUT", "a", new { version = "x" }));
        await AssertAnswerAsync(HttpStatusCode.BadRequest, "The version is none", await SendAsync("PUT", "a", new { text = "x", version = "x" }));
        await AssertAnswerAsync(HttpStatusCode.BadRequest, "\"version\"", await SendAsync("DELETE", "a", new { text = "x" }));
        using StringContent broken = new("{", System.Text.Encoding.UTF8, "application/json");
        await AssertAnswerAsync(HttpStatusCode.BadRequest, "\"text\"", await client.PutAsync(Address("a"), broken, HangGuard.Token));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_shown_as_none()
    {
        await Site.App.Services.GetRequiredService<IHaDocuments>().PutAsync("a", new byte[] { 0xff, 1 }, HangGuard.Token);

        JsonElement read = await JsonAsync(await SendAsync("GET", "a"));
        Assert.Equal((JsonValueKind.Null, 2), (read.GetProperty("text").ValueKind, read.GetProperty("bytes").GetInt32()));
    }

    [Fact]
    public async Task A_list_goes_on_behind_its_last_key()
    {
        for (int number = 0; number < 102; number++)
            await Site.App.Services.GetRequiredService<IHaDocuments>().PutAsync($"k{number:000}", "v"u8.ToArray(), HangGuard.Token);

        JsonElement first = await JsonAsync(await client.GetAsync(new Uri(Site.Http, "/api/documents?prefix=k"), HangGuard.Token));
        Assert.Equal((100, true), (first.GetProperty("documents").GetArrayLength(), first.GetProperty("hasMore").GetBoolean()));
        JsonElement rest = await JsonAsync(await client.GetAsync(new Uri(Site.Http, "/api/documents?prefix=k&after=k099"), HangGuard.Token));
        Assert.Equal(["k100", "k101"], rest.GetProperty("documents").EnumerateArray().Select(document => Text(document, "key")));
    }

    [Fact]
    public async Task A_site_that_does_not_serve_says_so_and_shows_no_documents()
    {
        Site.Health.Set(HealthState.Starting("waits for 1.ha.test:8001"));
        Site.Health.Set(HealthState.Joining("takes over"));

        await AssertAnswerAsync(HttpStatusCode.ServiceUnavailable, "Site 0 doesn't serve yet", await SendAsync("GET", "a"));
        await AssertAnswerAsync(HttpStatusCode.ServiceUnavailable, "Site 0 doesn't serve yet", await SendAsync("PUT", "a", new { text = "x", version = (string?)null }));
    }

    private Uri Address(string key) => new(Site.Http, $"/api/document?key={Uri.EscapeDataString(key)}");

    private Task<HttpResponseMessage> SendAsync(string method, string key, object? body = null) => client.SendAsync(
        new HttpRequestMessage(new HttpMethod(method), Address(key)) { Content = body is null ? null : JsonContent.Create(body) }, HangGuard.Token);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>(HangGuard.Token)).Clone();

    private static string Version(HttpResponseMessage response) => Text(JsonDocument.Parse(response.Content.ReadAsStream()).RootElement, "version")!;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task AssertAnswerAsync(HttpStatusCode status, string part, HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(HangGuard.Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(part, text, StringComparison.Ordinal);
    }
}
