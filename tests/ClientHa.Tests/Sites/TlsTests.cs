using System.Net;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Configuration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("clientha-tls-");
    private readonly TestAuthority authority = new("Test CA");

    [Fact]
    public async Task A_site_whose_certificate_is_of_the_given_authority_and_name_is_trusted()
    {
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["a.test"]));
        using Bed bed = For(site, "a.test");
        Assert.Equal(site.Server, await bed.CallAsync());
    }

    public static TheoryData<string, bool, string, string> Faults => new()
    {
        { "Other CA", false, "a.test", "its issuer CN=Other CA is not in Tls:CaFile " },
        { "Test CA", true, "a.test", "it is good from .* to .*; renew it" },
        { "Test CA", false, "b.test", "it is made out to b.test and not to a.test" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_error_says_which_name_which_certificate_and_why(string issuer, bool isExpired, string name, string why)
    {
        using TestAuthority other = new("Other CA");
        await using KestrelSite site = await StartAsync((issuer == "Other CA" ? other : authority).Issue("the site", [name], isExpired));
        using Bed bed = For(site, "a.test");
        Task<string> call = bed.CallAsync(deadline: "1S");
        await bed.AdvanceUntilAsync(() => call.IsCompleted);

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.Matches($"a\\.test:{site.Port}: certificate CN=the site is refused: {why}", exception.Message);
        Assert.Equal(0, site.Calls);
    }

    [Fact]
    public async Task A_certificate_failure_marks_the_name_alone()
    {
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["b.test"]));
        using Bed bed = For(site, "a.test", "b.test");
        Assert.Equal(site.Server, await bed.CallAsync());
        Assert.Equal((SiteState.Ejected, SiteState.Available), (bed.Health(0).State, bed.Health(1).State));
        Assert.True(bed.Health(0).NameAlone);
    }

    [Fact]
    public async Task ServerName_is_what_the_certificate_must_name_and_what_the_server_sees()
    {
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["service.test"]));
        List<string> authorities = [];
        site.OnCall = context =>
        {
            authorities.Add(context.Request.Host.Value!);
            return Answers.Ok(context);
        };
        using Bed bed = For(site, tls => tls.ServerName = "service.test", "a.test");
        Assert.Equal(site.Server, await bed.CallAsync());
        Assert.Equal([$"service.test:{site.Port}"], authorities);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_shows_its_certificate(bool isKeyApart)
    {
        string? seen = null;
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["a.test"]), wantsClient: true);
        site.OnCall = Seeing(subject => seen = subject);
        using X509Certificate2 client = authority.Issue("the client", []);
        string certificate = Write("client.pem", client.ExportCertificatePem() + (isKeyApart ? "" : "\n" + KeyOf(client)));
        string? key = isKeyApart ? Write("client.key", KeyOf(client)) : null;
        using Bed bed = For(site, tls => (tls.ClientCertificateFile, tls.ClientKeyFile) = (certificate, key), "a.test");
        await bed.CallAsync();
        Assert.Equal("CN=the client", seen);
    }

    [Fact]
    public async Task A_replaced_client_certificate_is_shown_by_new_connections_and_cuts_no_call()
    {
        string? seen = null;
        TaskCompletionSource gate = new();
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["a.test"]), wantsClient: true);
        site.OnCall = Answers.OkAfter(gate.Task);
        using Bed bed = For(site, tls => tls.ClientCertificateFile = WriteClient("first"), "a.test");
        Task<string> inFlight = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => site.Calls == 1);

        WriteClient("second");
        await bed.AdvanceUntilAsync(() => bed.Health(0).Generation == 1);
        site.OnCall = Seeing(subject => seen = subject);
        await bed.CallAsync();
        Assert.Equal("CN=second", seen);
        Assert.False(inFlight.IsCompleted);
        gate.SetResult();
        await inFlight;
        Assert.Single(bed.Log.TextsOf(113));
    }

    [Fact]
    public async Task A_site_that_was_refused_is_trusted_once_its_authority_stands_in_the_file()
    {
        using TestAuthority young = new("Young CA");
        await using KestrelSite site = await StartAsync(young.Issue("the site", ["a.test"]));
        using Bed bed = For(site, "a.test");
        Task<string> call = bed.CallAsync(deadline: "1H");
        await bed.AdvanceUntilAsync(() => bed.Directory.State.Panic.Rounds >= 3);
        Assert.False(call.IsCompleted);

        Write("ca.pem", authority.Pem + "\n" + young.Pem);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);
        Assert.Equal(site.Server, await call);
    }

    [Fact]
    public async Task A_torn_or_missing_file_keeps_what_was_read_before_and_is_logged()
    {
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["a.test"]));
        using Bed bed = For(site, "a.test");
        await bed.CallAsync();
        string file = Write("ca.pem", authority.Pem[..^40]);
        await bed.AdvanceUntilAsync(() => bed.Log.TextsOf(114).Count() == 1);
        File.Delete(file);
        await bed.AdvanceUntilAsync(() => bed.Log.TextsOf(114).Count() == 2);

        Assert.Matches("^Tls:CaFile \".*ca.pem\" holds no usable PEM certificate.*; what was read before stays in force", bed.Log.TextsOf(114).First());
        Assert.Contains("cannot be read", bed.Log.TextsOf(114).Last(), StringComparison.Ordinal);
        Assert.Equal((0, SiteState.Available), (bed.Health(0).Generation, bed.Health(0).State));
        await site.KillAsync();
        await site.StartAgainAsync();
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);
        Assert.Equal(site.Server, await call);
    }

    [Fact]
    public async Task Files_that_stay_the_same_change_nothing()
    {
        await using KestrelSite site = await StartAsync(authority.Issue("the site", ["a.test"]));
        using Bed bed = For(site, "a.test");
        await bed.CallAsync();
        Write("ca.pem", authority.Pem);
        bed.Time.Advance(TimeSpan.FromMinutes(5));
        await bed.CallAsync();
        Assert.Equal((0, 1), (bed.Health(0).Generation, site.Connections));
    }

    [Fact]
    public void A_file_without_a_certificate_is_an_error_at_the_start()
    {
        string garbage = Write("garbage.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        string empty = Write("empty.pem", "");
        AssertFault(new() { CaFile = garbage }, $"Tls:CaFile \"{garbage}\" holds no usable PEM certificate");
        AssertFault(new() { CaFile = empty }, $"Tls:CaFile \"{empty}\" holds no usable PEM certificate: write the path of a PEM file");
        AssertFault(new() { ClientCertificateFile = Write("ca.pem", authority.Pem) }, "holds no usable PEM certificate with its key");
    }

    public void Dispose()
    {
        authority.Dispose();
        files.Delete(recursive: true);
    }

    private static void AssertFault(TlsOptions tls, string expected)
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(
            () => HaPlan.From(new HaOptions { Url = "grpcs://a.test:1", Tls = tls }));
        Assert.Contains(expected, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    private static Task<KestrelSite> StartAsync(X509Certificate2 certificate, bool wantsClient = false) =>
        KestrelSite.StartAsync(tls: listen => listen.UseHttps(certificate, https =>
        {
            if (!wantsClient)
                return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        }));

    private static Func<HttpContext, Task> Seeing(Action<string?> see) => context =>
    {
        see(context.Connection.ClientCertificate?.Subject);
        return Answers.Ok(context);
    };

    private static string KeyOf(X509Certificate2 certificate)
    {
        using System.Security.Cryptography.ECDsa key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private Bed For(KestrelSite site, params string[] names) => For(site, _ => { }, names);

    private Bed For(KestrelSite site, Action<TlsOptions> configure, params string[] names)
    {
        string authorities = Write("ca.pem", authority.Pem);
        Bed bed = new(names.Select(name => $"grpcs://{name}:{site.Port}"), options =>
        {
            options.Tls.CaFile = authorities;
            configure(options.Tls);
        });
        foreach (string name in names)
            bed.Names.Set(name, IPAddress.Loopback);
        return bed;
    }

    private string WriteClient(string subject)
    {
        using X509Certificate2 client = authority.Issue(subject, []);
        return Write("client.pem", client.ExportCertificatePem() + "\n" + KeyOf(client));
    }

    /// <summary>In one step, as deployments replace such files.</summary>
    private string Write(string name, string text)
    {
        string file = Path.Combine(files.FullName, name);
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
        return file;
    }
}
