using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Tls;

/// <summary>
/// Sites with certificates: 0 a good one, 1 one for another host, 2 one that has expired, 3 a good one that asks for the
/// client's too.
/// </summary>
public sealed class TlsSites : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("clientha-tls-").FullName;
    private readonly TestAuthority authority;
    private readonly TestAuthority stranger;
    private SiteCluster? cluster;

    public TlsSites()
    {
        (authority, stranger) = (new(folder, "Our CA"), new(folder, "Another CA"));
        Expired = authority.Issue("2.ha.test", isExpired: true);
    }

    internal SiteCluster Cluster => cluster ?? throw new InvalidOperationException("The sites have not been started.");

    internal TestAuthority Authority => authority;

    internal TestAuthority Stranger => stranger;

    /// <summary>What site 2 shows.</summary>
    internal IssuedCertificate Expired { get; }

    public async Task InitializeAsync()
    {
        IssuedCertificate[] certificates =
        [
            authority.Issue("0.ha.test"),
            authority.Issue("elsewhere.test"),
            Expired,
            authority.Issue("3.ha.test"),
        ];
        cluster = await SiteCluster.StartAsync(certificates.Length, number =>
            [.. certificates[number].SiteArguments, .. number == 3 ? ["--client-ca", authority.CaFile] : (string[])[]]);
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
        authority.Dispose();
        stranger.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
