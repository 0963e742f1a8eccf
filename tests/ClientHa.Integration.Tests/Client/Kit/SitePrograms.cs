using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>Clusters of the test kit whose sites are processes, for what only a signal can do.</summary>
internal static class SitePrograms
{
    private static readonly string SiteFile = Path.Combine(AppContext.BaseDirectory, "ClientHa.Integration.Site.dll");

    public static Task<HaCluster> StartAsync(int sites = 2) => HaCluster.StartAsync(
        sites,
        site => HaSiteProgram.Dotnet(
            SiteFile, "--number", $"{site.Number}", "--listen", $"{site.EndPoint}", "--executions", ExecutionsFile(site.Directory)) with
        {
            Ready = line => line == "ready",
        },
        cancellationToken: HangGuard.Token);

    /// <summary>A client that prefers site 0, and does not come back to a site that failed.</summary>
    public static SiteClient Connect(this HaCluster cluster) =>
        new(cluster.CreateHandler(options => options.ReconnectDelay = TimeSpan.FromHours(1)));

    /// <summary>The ids of all increments that any site began to execute, as often as it did.</summary>
    public static string[] Executions(this HaCluster cluster) =>
        [.. cluster.Sites.SelectMany(site => File.ReadAllLines(ExecutionsFile(site.Directory)))];

    private static string ExecutionsFile(string directory) => Path.Combine(directory, "executions");
}
