using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Security;
using ClientHa.Server.Security.Setup;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClientHa.Server.Tests.Security;

/// <summary>Sites know each other by certificates that name a number.</summary>
public sealed class PeerCertificateTests : IAsyncLifetime
{
    private SecureFolder? files;
    private DocumentsSite? first;

    private SecureFolder Folder => files!;

    public async Task InitializeAsync()
    {
        files = SecureFolder.Create();
        Folder.IssueSite(0);
        first = await DocumentsSite.ServeAsync(Folder.NewDataDirectory(), options => Folder.UseTls(options));
    }

    public async Task DisposeAsync()
    {
        await first!.DisposeAsync();
        Folder.Dispose();
    }

    [Fact]
    public async Task Two_sites_with_their_certificates_replicate()
    {
        Folder.IssueSite(1, "second");
        await first!.Documents.PutAsync("a", new byte[] { 1 });
        await using DocumentsSite second = await DocumentsSite.ServeAsync(Folder.NewDataDirectory(), options => Join(options, "second"));

        Assert.NotNull(await second.Documents.GetAsync("a"));
        await second.Documents.PutAsync("b", new byte[] { 2 });
        await foreach (HaDocumentChange change in first.Documents.WatchAsync("b", cancellationToken: HangGuard.Token))
        {
            if (change.Document?.Key == "b")
                break;
        }
    }

    [Fact]
    public async Task Who_has_the_certificate_of_another_site_is_refused()
    {
        Folder.IssueSite(2, "second");
        Assert.Contains("the peer calls itself site 1, and its certificate is that of site 2", await RefusedAsync(options => Join(options, "second")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_the_certificate_of_a_stranger_is_refused()
    {
        Folder.IssueSite(1, "second", by: Folder.Stranger);
        Assert.Contains("its issuer CN=Another CA is none that this site believes", await RefusedAsync(options => Join(options, "second")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_is_no_stranger_does_not_believe_one_that_is()
    {
        Folder.IssueSite(1, "second");
        Folder.Write("stranger.pem", Folder.Stranger.CertificatePem);
        string reason = await RefusedAsync(options =>
        {
            Join(options, "second");
            options.Tls.PeerCaFile = Folder.PathOf("stranger.pem");
        });
        Assert.Contains("the certificate CN=0.ha.test of that site is refused: its issuer CN=Our CA is none that this site believes", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_no_longer_believed_when_its_site_says_who_it_is_makes_no_link()
    {
        string believed = Folder.Write("believed.pem", Folder.Authority.CertificatePem);
        ServerTls tls = new(new(Folder.PathOf("site.pem"), Folder.PathOf("site.key"), null, believed), TimeProvider.System, NullLogger.Instance);
        PeerConnection connection = new(SecureFolder.Address(first!.Grpc).Authority, tls, TimeSpan.FromSeconds(30));
        using HttpClient client = new(connection.Handler);
        using HttpResponseMessage response = await client.GetAsync(new Uri(connection.Address, "/ping"), HangGuard.Token);
        Assert.False(connection.Check(0).IsCancellationRequested);

        Folder.Write("believed.pem", Folder.Stranger.CertificatePem);
        tls.Reload();

        PeerFailure refusal = Assert.Throws<PeerFailure>(() => connection.Check(0));
        Assert.Contains("the certificate CN=0.ha.test of that site is refused: its issuer CN=Our CA is none that this site believes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clients_certificate_makes_no_site()
    {
        IssuedCertificate client = Folder.Authority.Issue("app", [], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        Folder.Write("second.pem", client.CertificatePem);
        Folder.Write("second.key", client.KeyPem);
        string reason = await RefusedAsync(options => Join(options, "second"));
        Assert.Contains("app is a client, and /clientha.v1.ReplicationService/Exchange is for a site.", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_dials_in_clear_is_not_taken_for_a_site()
    {
        string reason = await RefusedAsync(options =>
        {
            Join(options, "second");
            options.Tls = new();
        }, LinkState.Down);
        Assert.NotEqual("", reason);
    }

    private void Join(HaServerOptions options, string file)
    {
        Folder.UseTls(options, file);
        options.Site = 1;
        options.Peers = [first!.Grpc];
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
    }

    /// <summary>Starts a second site that cannot join, and gives the reason that it shows.</summary>
    private async Task<string> RefusedAsync(Action<HaServerOptions> configure, LinkState state = LinkState.Refused)
    {
        await using DocumentsSite second = await DocumentsSite.StartAsync(Folder.NewDataDirectory(), configure);
        EmbeddedSite site = (EmbeddedSite)second.Services.GetRequiredService<ISite>();
        PeerReport? report = null;
        await Eventually.UntilAsync(() =>
        {
            report = site.Peers!.Report().Single();
            return Task.FromResult(report.State == state && report.LastBadReason.Length > 0);
        });
        Assert.Null(site.Data!.Membership.Cluster);
        return report!.LastBadReason;
    }
}
