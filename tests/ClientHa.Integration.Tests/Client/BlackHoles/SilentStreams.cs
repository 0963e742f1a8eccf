using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;

namespace ClientHa.Integration.Tests.Client.BlackHoles;

/// <summary>What comes of committed streams that fall silent. It takes 15 s, so all of it goes on at the same time.</summary>
public sealed class SilentStreams : IAsyncLifetime
{
    public Task<string> AtAFrozenProcess { get; private set; } = Task.FromResult("");

    public Task<string> InABlackHole { get; private set; } = Task.FromResult("");

    public Task<string> AtAQuietSite { get; private set; } = Task.FromResult("");

    public Task InitializeAsync()
    {
        if (new SitesFactAttribute().Skip is null)
            (AtAFrozenProcess, InABlackHole, AtAQuietSite) = (FrozenAsync(), BlackHoleAsync(), QuietAsync());
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.WhenAll(AtAFrozenProcess, InABlackHole, AtAQuietSite).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>What its reader is told; the next stream is at the other site.</summary>
    private static async Task<string> FrozenAsync()
    {
        await using HaCluster cluster = await SitePrograms.StartAsync();
        using SiteClient client = cluster.Connect();
        await client.ReachHomeAsync();
        using var stream = client.Watch();
        Assert.Equal(0, (await stream.ReadAsync())?.Site);

        await cluster[0].FreezeAsync();
        Wire.WireException lost = await Assert.ThrowsAsync<Wire.WireException>(async () => await stream.ReadAsync());
        using var next = client.Watch();
        Assert.Equal(1, (await next.ReadAsync())?.Site);
        return $"{lost.StatusCode}: {lost.Detail}";
    }

    private static async Task<string> BlackHoleAsync()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        sites[0].OnCall = Says.StreamUntil(new TaskCompletionSource().Task);
        using HttpResponseMessage response = await caller.SendAsync(caller.Request(new ByteArrayContent(Caller.Message)));
        using Stream body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1]);

        await sites.Site(0).BlackholeAsync(HaDirection.FromSite);
        IOException lost = await Assert.ThrowsAsync<IOException>(async () => await body.ReadExactlyAsync(new byte[1], HangGuard.Token));
        Assert.Equal(1, await caller.AskAsync());
        return lost.Message;
    }

    /// <summary>Its site is asked and is alive, so the stream goes on.</summary>
    private static async Task<string> QuietAsync()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        TaskCompletionSource gate = new();
        sites[0].OnCall = Says.StreamUntil(gate.Task);
        using HttpResponseMessage response = await caller.SendAsync(caller.Request(new ByteArrayContent(Caller.Message)));
        using Stream body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1]);

        await Replication.Eventually.UntilAsync(() => sites[0].Probes == 1);
        await caller.UntilAsync(0, SiteState.Available);
        gate.SetResult();
        await body.ReadExactlyAsync(new byte[1]);
        return $"{sites.History.Ejections.Count} ejections, {sites[0].Probes} probe";
    }
}
