using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Testing.Dns;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>A call that never reached a site moves, whatever its method: with names and TLS, which other tests do without.</summary>
public sealed class NeverProcessedTests : AttemptTest, IDisposable
{
    private readonly string authorityFile = Path.GetTempFileName();

    public void Dispose() => File.Delete(authorityFile);

    [Fact]
    public async Task A_certificate_that_will_not_do()
    {
        using X509Certificate2 stranger = Certificate();
        HttpSite first = await TlsSiteAsync(stranger);
        HaClient client = await TrustingClientAsync(first.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);

        Assert.Equal(0, first.CallCount);
        Assert.Equal(SiteState.Ejected, client.State(0));
        Assert.StartsWith("certificate CN=127.0.0.1 is refused: ", client.Status.Sites[0].LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_accepts_and_then_says_nothing()
    {
        HaClient client = await TrustingClientAsync(RawSite(_ => Task.CompletedTask).Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);

        Assert.Equal(SiteState.Ejected, client.State(0));
    }

    [Fact]
    public async Task A_site_that_speaks_no_TLS()
    {
        HaClient client = await TrustingClientAsync((await GoodSiteAsync()).Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);

        Assert.Equal(SiteState.Ejected, client.State(0));
        Assert.StartsWith("broke the TLS handshake: ", client.Status.Sites[0].LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist()
    {
        HttpSite good = await GoodSiteAsync();
        DnsResponder names = Own(new DnsResponder());
        await names.StartAsync(Guard);
        names.Set("1.ha.test", IPAddress.Loopback);
        HaClient client = Client(options =>
        {
            options.Url = string.Create(CultureInfo.InvariantCulture, $"grpc://ha.test:{good.Port}");
            options.ServerCount = 2;
            options.NameServers = [names.EndPoint.ToString()];
        });

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);

        Assert.Equal(SiteState.Ejected, client.State(0));
        Assert.Equal(SiteState.Available, client.State(1));
    }

    /// <summary>A client that trusts its second site, which is good.</summary>
    private async Task<HaClient> TrustingClientAsync(string first)
    {
        using X509Certificate2 trusted = Certificate();
        await File.WriteAllTextAsync(authorityFile, trusted.ExportCertificatePem(), Guard);
        HttpSite second = await TlsSiteAsync(trusted);
        return Client(
            options =>
            {
                options.Tls.CaFile = authorityFile;

                // The good site must make it too, on a busy machine.
                options.ConnectTimeout = TimeSpan.FromSeconds(2);
            },
            $"grpcs://{first}", $"grpcs://{second.Name}");
    }

    private async Task<HttpSite> TlsSiteAsync(X509Certificate2 certificate) => Own(await HttpSite.StartAsync(
        async context => await context.OkAsync(await context.ReadAsync()), HttpProtocols.Http2, new X509Certificate2(certificate)));

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
