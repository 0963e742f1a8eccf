namespace ClientHa.Server.Security.Setup;

/// <summary>What <c>clientha init</c> is to make.</summary>
/// <param name="Domain">Clients know site 0 as <c>0.</c> and this.</param>
/// <param name="Sites">How many.</param>
/// <param name="Port">Where each listens.</param>
/// <param name="Lifetime">Of certificates; the authority's is longer.</param>
internal sealed record SetupPlan(string Domain, int Sites, int Port, TimeSpan Lifetime)
{
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(825);
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3652);

    public string HostOf(int site) => $"{site}.{Domain}";

    /// <summary>A site's certificate is good for its own name and for that of all of them.</summary>
    public string[] NamesOf(int site) => [HostOf(site), Domain];

    public string[] PeersOf(int site) => [.. Enumerable.Range(0, Sites).Where(other => other != site).Select(other => $"{HostOf(other)}:{Port}")];
}
