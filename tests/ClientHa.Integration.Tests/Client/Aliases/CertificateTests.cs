using System.Security.Cryptography.X509Certificates;
using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Integration.Tests.Tls;
using Microsoft.AspNetCore.Hosting;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Aliases;

/// <summary>A certificate that will not do marks the name that it was shown for, and no other name of the same endpoint.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clientha-certificates-").FullName;
    private readonly TestAuthority authority;
    private readonly TestAuthority stranger;

    public CertificateTests() => (authority, stranger) = (new(folder, "Our CA"), new(folder, "Another CA"));

    public enum Fault
    {
        Expired,
        WrongName,
        UnknownAuthority,
    }

    [SitesTheory]
    [InlineData(Fault.Expired, "CN=0.ha.test is refused: it is good from .* to .*; renew it")]
    [InlineData(Fault.WrongName, "CN=elsewhere.test is refused: it is made out to elsewhere.test and not to 0.ha.test; .* set Tls:ServerName")]
    [InlineData(Fault.UnknownAuthority, "CN=0.ha.test is refused: its issuer CN=Another CA is not in Tls:CaFile \".*Our CA.pem\"")]
    public async Task A_certificate_that_will_not_do_marks_its_name_alone_and_the_error_says_which_name_which_certificate_and_why(Fault fault, string why)
    {
        X509Certificate2 bad = Load(fault switch
        {
            Fault.Expired => authority.Issue("0.ha.test", isExpired: true),
            Fault.WrongName => authority.Issue("elsewhere.test"),
            _ => stranger.Issue("0.ha.test"),
        });
        X509Certificate2 good = Load(authority.Issue("1.ha.test"));
        TaskCompletionSource gate = new();
        await using ScriptedSites sites = await ScriptedSites.StartAsync(2, options => options.Listen = listen =>
        {
            listen.Use(next => async connection =>
            {
                await gate.Task;
                await next(connection);
            });
            listen.UseHttps(https => https.ServerCertificateSelector = (_, name) => name == "0.ha.test" ? bad : good);
        });
        await sites.Cluster.Names.NameMovesAsync(1, 0);
        using Caller caller = sites.Connect(options =>
        {
            options.Url = options.Url!.Replace("grpc:", "grpcs:", StringComparison.Ordinal);
            options.Tls.CaFile = authority.CaFile;
        });

        // No call was sent yet when the certificate comes, so any call moves: to the same machine by its other name.
        Task<Reply> call = caller.CallAsync();
        await Eventually.UntilAsync(() => caller.Status.Sites.All(site => !site.Endpoints.IsEmpty));
        gate.SetResult();
        Assert.True((await call).IsOkFrom(0));
        Assert.Equal((SiteState.Ejected, SiteState.Available), (caller.State(0), caller.State(1)));
        Assert.Equal(["0.ha.test", "1.ha.test"], sites.History.Calls[0].Attempts.Select(attempt => attempt.SiteName.Split(':')[0]));
        Assert.Matches($"^certificate {why}", caller.Status.Sites[0].LastError);
        Assert.Equal("Connected to 1.ha.test", $"{caller.Status}");

        // The other name was never ejected, not even for a moment.
        await sites.EjectionAsync(0);
        Assert.Single(sites.History.Ejections);
    }

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static X509Certificate2 Load(IssuedCertificate issued) =>
        X509Certificate2.CreateFromPemFile(issued.CertificateFile, issued.KeyFile);
}
