using Microsoft.AspNetCore.Builder;

namespace ClientHa.Testing.Tests.Cluster;

internal static class Clusters
{
    private static readonly string HostFile = Path.Combine(AppContext.BaseDirectory, "ClientHa.Testing.Host.dll");

    public static Task<HaCluster> StartAsync(Kind kind, int sites = 2) => kind switch
    {
        Kind.Server => HaCluster.StartAsync(sites, cancellationToken: HangGuard.Token),
        Kind.ServerProcess => HaCluster.StartAsync(sites, options => options.Processes = true, HangGuard.Token),
        Kind.Application => HaCluster.StartAsync(
            sites, _ => { }, app => app.MapGet("/", (HaSitePlace site) => $"{site.Number}"), cancellationToken: HangGuard.Token),
        _ => HaCluster.StartAsync(
            sites, site => HaSiteProgram.Dotnet(HostFile, "serve", $"{site.EndPoint}", $"{site.Number}") with { Ready = line => line == "listening" },
            cancellationToken: HangGuard.Token),
    };

    /// <summary>Whether sites of the kind run in this process.</summary>
    public static bool IsInProcess(this Kind kind) => kind is Kind.Server or Kind.Application;
}
