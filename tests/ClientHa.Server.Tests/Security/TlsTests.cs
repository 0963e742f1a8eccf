using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Server.Security;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Security;

/// <summary>TLS at a site's address, and files that change.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private SecureFolder? files;
    private DocumentsSite? running;

    private SecureFolder Folder => files!;

    private DocumentsSite Site => running!;

    public async Task InitializeAsync()
    {
        files = SecureFolder.Create();
        Folder.IssueSite(0);
        running = await DocumentsSite.ServeAsync(Folder.NewDataDirectory(), options =>
        {
            Folder.UseTls(options);
            options.Http = null;
        });
    }

    public async Task DisposeAsync()
    {
        await Site.DisposeAsync();
        Folder.Dispose();
    }

    [Fact]
    public async Task One_port_does_gRPC_and_the_pages()
    {
        using WireChannel channel = Folder.Connect(Site.Grpc);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await HealthAsync(channel)).Status);

        using HttpClient client = new(Folder.Handler());
        using HttpResponseMessage ping = await client.GetAsync(SecureFolder.Address(Site.Grpc, "/ping"), HangGuard.Token);
        Assert.Equal((HttpVersion.Version11, HttpStatusCode.OK, "pong\n"), (ping.Version, ping.StatusCode, await ping.Content.ReadAsStringAsync()));
        using HttpResponseMessage other = await client.GetAsync(SecureFolder.Address(Site.Grpc, "/own"), HangGuard.Token);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Who_speaks_in_clear_gets_no_answer()
    {
        using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{Site.Grpc}"));
        WireException failure = await Assert.ThrowsAsync<WireException>(() => HealthAsync(channel));
        Assert.Equal(WireStatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task New_connections_show_a_new_certificate_and_those_that_stand_go_on()
    {
        using WireChannel standing = Folder.Connect(Site.Grpc);
        await HealthAsync(standing);
        string before = await ShownAsync();

        Folder.IssueSite(0);
        Site.Services.GetRequiredService<ServerSecurity>().Reload();

        Assert.NotEqual(before, await ShownAsync());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await HealthAsync(standing)).Status);
    }

    [Fact]
    public async Task A_certificate_that_changed_is_noticed_without_a_word()
    {
        string before = await ShownAsync();
        Folder.IssueSite(0);
        await Eventually.UntilAsync(async () => await ShownAsync() != before);
    }

    [Theory]
    [InlineData("site.pem", "-----BEGIN CERTIFICATE-----\nMIIB")]
    [InlineData("site.key", "")]
    [InlineData("ca.pem", "nothing")]
    public async Task A_file_that_is_being_written_changes_nothing(string file, string content)
    {
        string before = await ShownAsync();
        Folder.Write(file, content);
        Site.Services.GetRequiredService<ServerSecurity>().Reload();
        Assert.Equal(before, await ShownAsync());
    }

    [Fact]
    public async Task Garbage_instead_of_a_handshake_harms_nothing()
    {
        Random dice = new(1);
        for (int i = 0; i < 20; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPEndPoint.Parse(Site.Grpc), HangGuard.Token);
            byte[] garbage = new byte[dice.Next(1, 600)];
            dice.NextBytes(garbage);
            garbage[0] = (byte)(i % 2 == 0 ? 0x16 : garbage[0]);
            await client.GetStream().WriteAsync(garbage, HangGuard.Token);
        }
        using WireChannel channel = Folder.Connect(Site.Grpc);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await HealthAsync(channel)).Status);
    }

    private static Task<HealthCheckResponse> HealthAsync(WireChannel channel) =>
        channel.UnaryAsync<HealthCheckResponse>(HealthReflection.Descriptor.Services[0].FindMethodByName("Check"), new HealthCheckRequest(), cancellationToken: HangGuard.Token);

    /// <summary>The serial number of the certificate that a new connection is shown.</summary>
    private async Task<string> ShownAsync()
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPEndPoint.Parse(Site.Grpc), HangGuard.Token);
        await using SslStream stream = new(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, HangGuard.Token);
        return ((X509Certificate2)stream.RemoteCertificate!).SerialNumber;
    }
}
