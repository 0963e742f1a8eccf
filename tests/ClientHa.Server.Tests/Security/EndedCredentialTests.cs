using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using LinkState = ClientHa.Core.Replication.LinkState;

namespace ClientHa.Server.Tests.Security;

/// <summary>What goes on for long ends with the credential that it began with. The site's keeper sees to that, within seconds.</summary>
public sealed class EndedCredentialTests : IAsyncLifetime
{
    private static readonly MethodDescriptor watchMethod = DocumentsReflection.Descriptor.Services[0].FindMethodByName("Watch");

    private readonly ShiftedTime time = new();
    private SecureSite? secure;

    private SecureSite Site => secure!;

    public async Task InitializeAsync()
    {
        secure = SecureSite.Create();
        Site.Grant(
            new() { Name = "operator", Role = "operator" },
            new() { Name = "for an hour", Role = "operator", Expires = time.GetUtcNow().AddHours(1) });
        await Site.ServeAsync(options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(200), time);
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    [Fact]
    public async Task A_live_page_ends_when_its_token_is_taken_away_and_says_why()
    {
        using StreamReader live = await FollowAsync("operator");
        Site.Grant(new AccessGrantOptions { Name = "for an hour", Role = "operator" });
        Assert.Contains("The token is none of this site's", await RefusalAsync(live), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_page_ends_when_its_token_does()
    {
        using StreamReader live = await FollowAsync("for an hour");
        using StreamReader other = await FollowAsync("operator");
        time.Pass(TimeSpan.FromHours(2));
        Assert.Contains("The credential of for an hour ended at", await RefusalAsync(live), StringComparison.Ordinal);
        Assert.NotNull(await other.ReadLineAsync(HangGuard.Token));
    }

    [Fact]
    public async Task A_watch_ends_when_its_token_does() =>
        await AssertEndsAsync(null, Site.With("for an hour"), () => time.Pass(TimeSpan.FromHours(2)));

    [Fact]
    public async Task A_watch_ends_when_its_certificate_does()
    {
        using X509Certificate2 certificate = Site.Folder.Client();
        await AssertEndsAsync(certificate, new(), () => time.Pass(TimeSpan.FromDays(2)));
    }

    [Fact]
    public async Task A_watch_ends_when_who_has_issued_its_certificate_is_no_longer_believed()
    {
        using X509Certificate2 certificate = Site.Folder.Client();
        await AssertEndsAsync(certificate, new(), () => Site.Folder.Write("ca.pem", Site.Folder.Stranger.CertificatePem));
    }

    [Fact]
    public async Task A_connection_opens_nothing_more_when_who_has_issued_its_certificate_is_no_longer_believed()
    {
        using X509Certificate2 certificate = Site.Folder.Client();
        using WireChannel channel = Site.Folder.Connect(Site.Site.Grpc, certificate);
        await GetAsync(channel);

        Site.Folder.Write("ca.pem", Site.Folder.Stranger.CertificatePem);
        Site.Site.Services.GetRequiredService<Server.Security.ServerSecurity>().Reload();

        WireException refusal = await Assert.ThrowsAsync<WireException>(() => GetAsync(channel));
        Assert.Equal(WireStatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("its issuer CN=Our CA is none that this site believes", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watches_of_others_go_on()
    {
        using X509Certificate2 certificate = Site.Folder.Client();
        using WireChannel channel = Site.Folder.Connect(Site.Site.Grpc, certificate);
        using WireServerStreamingCall<WatchResponse> watch = channel.ServerStreaming<WatchResponse>(watchMethod, new WatchRequest { FromNow = true }, cancellationToken: HangGuard.Token);
        await watch.ReadAsync(HangGuard.Token);

        // The old authority stays beside the new one, as when it is replaced step by step.
        Site.Folder.Write("ca.pem", Site.Folder.Stranger.CertificatePem + "\n" + Site.Folder.Authority.CertificatePem);
        Site.Site.Services.GetRequiredService<Server.Security.ServerSecurity>().Reload();

        await Site.Site.Documents.PutAsync("a", new byte[] { 1 });
        Assert.Equal("a", Assert.Single((await watch.ReadAsync(HangGuard.Token))!.Changes).Document.Key);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_ends_when_the_certificate_of_the_other_site_does(bool seenByWhoDials)
    {
        ShiftedTime dialler = new();
        Site.Folder.IssueSite(1, "second");
        await using DocumentsSite second = await DocumentsSite.ServeAsync(
            Site.Folder.NewDataDirectory(),
            options =>
            {
                Site.Folder.UseTls(options, "second");
                (options.Site, options.Peers, options.HeartbeatInterval) = (1, [Site.Site.Grpc], TimeSpan.FromMilliseconds(200));
            },
            time: dialler);

        // This site's own clock says so, and its certificates are all it asks.
        (seenByWhoDials ? dialler : time).Pass(TimeSpan.FromDays(2));

        PeerReport? report = null;
        DocumentsSite seer = seenByWhoDials ? second : Site.Site;
        await Eventually.UntilAsync(() =>
        {
            report = ((EmbeddedSite)seer.Services.GetRequiredService<ISite>()).Peers!.Report().Single();
            return Task.FromResult(report.State is LinkState.Refused or LinkState.Down);
        });
        Assert.Contains("certificate", report!.LastBadReason, StringComparison.Ordinal);
    }

    private static Task<GetResponse> GetAsync(WireChannel channel) =>
        channel.UnaryAsync<GetResponse>(DocumentsReflection.Descriptor.Services[0].FindMethodByName("Get"), new GetRequest { Key = "a" }, cancellationToken: HangGuard.Token);

    private async Task AssertEndsAsync(X509Certificate2? certificate, WireCallOptions options, Action act)
    {
        using WireChannel channel = Site.Folder.Connect(Site.Site.Grpc, certificate);
        using WireServerStreamingCall<WatchResponse> watch = channel.ServerStreaming<WatchResponse>(watchMethod, new WatchRequest { FromNow = true }, options, HangGuard.Token);
        await watch.ReadAsync(HangGuard.Token);

        act();

        WireException end = await Assert.ThrowsAsync<WireException>(async () =>
        {
            while (await watch.ReadAsync(HangGuard.Token) is not null)
            {
            }
        });
        Assert.Equal((WireStatusCode.Unauthenticated, "The credential of this call was taken away or has ended."), (end.StatusCode, end.Detail));
    }

    private async Task<StreamReader> FollowAsync(string name)
    {
        HttpClient client = new(Site.Folder.Handler());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Site.TokenOf(name));
        HttpResponseMessage response = await client.GetAsync(SecureFolder.Address(Site.Site.Grpc, "/api/live"), HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(HangGuard.Token));
    }

    /// <summary>What the last event says; the stream ends behind it.</summary>
    private static async Task<string> RefusalAsync(StreamReader live)
    {
        string name = "", data = "";
        while (await live.ReadLineAsync(HangGuard.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line;
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line;
        }
        Assert.Equal("event: refused", name);
        return System.Text.RegularExpressions.Regex.Unescape(data);
    }
}
