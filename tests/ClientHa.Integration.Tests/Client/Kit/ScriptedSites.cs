using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Microsoft.AspNetCore.Builder;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>A cluster of the test kit whose sites do, in this process, what their scripts say.</summary>
internal sealed class ScriptedSites : IAsyncDisposable
{
    private readonly Script[] scripts;

    private ScriptedSites(HaCluster cluster, Script[] scripts, SiteConnections connections) =>
        (Cluster, this.scripts, Connections) = (cluster, scripts, connections);

    public HaCluster Cluster { get; }

    /// <summary>Of all sites.</summary>
    public SiteConnections Connections { get; }

    public HaHistory History => Cluster.History;

    /// <summary>What a site does.</summary>
    public Script this[int number] => scripts[number];

    /// <summary>Not an async method: the cluster watches for assertions that fail in the flow of its caller.</summary>
    public static Task<ScriptedSites> StartAsync(int sites = 2, Action<HaClusterOptions>? configure = null, Action<WebApplication>? map = null)
    {
        Script[] scripts = [.. Enumerable.Range(0, sites).Select(number => new Script(number))];
        SiteConnections connections = new();
        return StartAsync(scripts, connections, HaCluster.StartAsync(
            sites,
            (_, _) => { },
            (app, place) =>
            {
                map?.Invoke(app);
                app.Run(scripts[place.Number].AnswerAsync);
            },
            options =>
            {
                options.Listen = connections.Watch;
                configure?.Invoke(options);
            },
            HangGuard.Token));
    }

    /// <summary>The fault of the network or of the site itself.</summary>
    public HaSite Site(int number) => Cluster[number];

    /// <summary>
    /// A client that prefers site 0, and does not come back to a site that failed before the test says so.
    /// </summary>
    public Caller Connect(Action<HaOptions>? configure = null) => new(Cluster.CreateHandler(options =>
    {
        options.ReconnectDelay = TimeSpan.FromHours(1);
        configure?.Invoke(options);
    }));

    /// <summary>A client that comes back as soon as two probes were good.</summary>
    public Caller ConnectReturning(Action<HaOptions>? configure = null) => Connect(options =>
    {
        (options.ReconnectDelay, options.Failback) = (TimeSpan.FromSeconds(1), Failback.Immediate);
        configure?.Invoke(options);
    });

    /// <summary>What a client needs to find them, for one that the cluster does not make.</summary>
    public void CopyTo(HaOptions options)
    {
        HaOptions from = Cluster.CreateOptions();
        (options.Url, options.ServerCount, options.NameServers, options.FirstChoice) = (from.Url, from.ServerCount, from.NameServers, from.FirstChoice);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static async Task<ScriptedSites> StartAsync(Script[] scripts, SiteConnections connections, Task<HaCluster> starting) =>
        new(await starting, scripts, connections);
}
