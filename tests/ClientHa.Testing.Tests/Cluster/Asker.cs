using System.Net;
using ClientHa.Services;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>A client that asks for nothing but an answer.</summary>
internal sealed class Asker : IDisposable
{
    private readonly HaCluster cluster;
    private readonly HaHttpHandler handler;
    private readonly HttpClient? web;
    private readonly DocumentsClient? documents;

    private Asker(HaCluster cluster, Kind kind, HaHttpHandler handler)
    {
        (this.cluster, this.handler) = (cluster, handler);
        if (kind is Kind.Server or Kind.ServerProcess)
            documents = new(handler);
        else
            web = new(handler, disposeHandler: false) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public HaHttpHandler Handler => handler;

    /// <summary>A client of all sites, which prefers site 0.</summary>
    public static Asker OfAll(HaCluster cluster, Kind kind, Action<HaOptions>? configure = null) =>
        new(cluster, kind, cluster.CreateHandler(configure));

    /// <summary>A client of one site, by its address.</summary>
    public static Asker Of(HaSite site, HaCluster cluster, Kind kind) => new(cluster, kind, cluster.CreateHandler(options =>
    {
        (options.Url, options.ServerCount) = (null, 0);
        options.Servers = [$"{site.EndPoint}"];
    }));

    /// <summary>The number of the site that answers.</summary>
    public async Task<int> AskAsync()
    {
        if (web is not null)
            return int.Parse(await web.GetStringAsync(handler.Address, HangGuard.Token), System.Globalization.CultureInfo.InvariantCulture);
        await documents!.GetAsync("key", HangGuard.Token);
        return cluster.SiteOf(handler).Number;
    }

    /// <summary>The same, where only one site is known.</summary>
    public async Task AnswersAsync()
    {
        if (web is not null)
            await AskAsync();
        else
            await documents!.GetAsync("key", HangGuard.Token);
    }

    public void Dispose()
    {
        web?.Dispose();
        documents?.Dispose();
    }
}
