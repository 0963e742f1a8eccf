using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Tls;

public sealed class CertificateTests(TlsSites fixture) : IClassFixture<TlsSites>
{
    private readonly SiteCluster sites = fixture.Cluster;

    [SitesFact]
    public async Task A_certificate_of_the_given_authority_is_good()
    {
        using SiteClient client = Connect(0);
        Assert.Equal(0, await client.WhoAmIAsync());
    }

    [SitesFact]
    public async Task A_server_name_stands_for_the_name_of_the_site()
    {
        using SiteClient client = Connect(1, tls => tls.ServerName = "elsewhere.test");
        Assert.Equal(1, await client.WhoAmIAsync());
    }

    [SitesFact]
    public async Task A_site_with_a_wrong_certificate_is_passed_over()
    {
        using SiteClient client = sites.ConnectTo($"grpcs://ha.test:{sites.Port}", 2, options =>
            (options.FirstChoice, options.Tls.CaFile) = ("1", fixture.Authority.CaFile));
        Assert.Equal(0, await client.WhoAmIAsync());
        Assert.Contains("elsewhere.test", client.Status.Sites[1].LastError, StringComparison.Ordinal);
    }

    [SitesFact]
    public async Task A_certificate_of_another_authority_is_refused_with_the_file_that_lacks_it()
    {
        string message = await FailAsync(0, tls => tls.CaFile = fixture.Stranger.CaFile);
        AssertContains($"0.ha.test:{sites.Port} certificate CN=0.ha.test is refused", message);
        AssertContains($"its issuer CN=Our CA is not in Tls:CaFile \"{fixture.Stranger.CaFile}\"", message);
    }

    [SitesFact]
    public async Task A_certificate_that_the_system_does_not_trust_is_refused_with_the_option_to_set()
    {
        string message = await FailAsync(0, tls => tls.CaFile = null);
        AssertContains("certificate CN=0.ha.test is refused", message);
        AssertContains("this system does not trust its issuer CN=Our CA; set Tls:CaFile", message);
    }

    [SitesFact]
    public async Task A_certificate_of_another_host_is_refused_with_both_names_and_the_option_to_set()
    {
        string message = await FailAsync(1);
        AssertContains("it is made out to elsewhere.test and not to 1.ha.test", message);
        AssertContains("set Tls:ServerName", message);
    }

    [SitesFact]
    public async Task A_certificate_that_has_expired_is_refused_with_its_time()
    {
        string message = await FailAsync(2);
        AssertContains("certificate CN=2.ha.test is refused: it is good from ", message);
        AssertContains($" to {fixture.Expired.End.UtcDateTime:u}; renew it", message);
    }

    [SitesFact]
    public async Task A_site_that_asks_for_a_certificate_is_shown_the_clients()
    {
        IssuedCertificate own = fixture.Authority.Issue("a-client");
        using SiteClient client = Connect(3, tls =>
            (tls.ClientCertificateFile, tls.ClientKeyFile) = (own.CertificateFile, own.KeyFile));
        Assert.Equal(3, await client.WhoAmIAsync());
    }

    [SitesFact]
    public async Task A_client_without_the_certificate_that_a_site_asks_for_reads_which_option_to_set()
    {
        string message = await FailAsync(3);
        AssertContains($"3.ha.test:{sites.Port} did not complete the HTTP/2 handshake", message);
        AssertContains("if it wants a client certificate, set Tls:ClientCertificateFile", message);
    }

    [SitesFact]
    public async Task A_client_whose_certificate_a_site_does_not_accept_reads_which_it_was()
    {
        IssuedCertificate own = fixture.Stranger.Issue("a-client");
        string message = await FailAsync(3, tls =>
            (tls.ClientCertificateFile, tls.ClientKeyFile) = (own.CertificateFile, own.KeyFile));
        AssertContains($"3.ha.test:{sites.Port} did not complete the HTTP/2 handshake", message);
        AssertContains("it may not accept the client certificate CN=a-client", message);
    }

    [SitesFact]
    public async Task A_url_without_TLS_for_a_site_with_it_is_answered_with_the_other_scheme()
    {
        using SiteClient client = sites.ConnectTo(
            $"grpc://0.ha.test:{sites.Port}", 0, options => options.NoSiteTimeout = TimeSpan.Zero);
        AssertContains($"0.ha.test:{sites.Port} did not complete the HTTP/2 handshake (if it wants TLS, write grpcs://)", await client.FailAsync());
    }

    /// <summary>The whole message is shown: xunit would cut it.</summary>
    private static void AssertContains(string part, string message) => Assert.True(message.Contains(part, StringComparison.Ordinal), $"not in it: {part}\n{message}");

    private SiteClient Connect(int number, Action<TlsOptions>? configure = null) =>
        sites.ConnectTo($"grpcs://{number}.ha.test:{sites.Port}", 0, options =>
        {
            options.NoSiteTimeout = TimeSpan.Zero;
            options.Tls.CaFile = fixture.Authority.CaFile;
            configure?.Invoke(options.Tls);
        });

    private async Task<string> FailAsync(int number, Action<TlsOptions>? configure = null)
    {
        using SiteClient client = Connect(number, configure);
        return await client.FailAsync();
    }
}
