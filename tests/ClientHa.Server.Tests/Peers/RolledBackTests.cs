using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Peers;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Log.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A site that learns from a peer that its disk was rolled back.</summary>
public sealed class RolledBackTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-rolled-back-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_stops_although_it_cannot_write_down_that_it_comes_back_as_a_new_life()
    {
        FaultyFiles files = new();
        await using RunningSite site = await RunningSite.StartAsync(
            builder => builder.Services.AddSingleton<ISyncedFiles>(files).AddSingleton<ISite, EmbeddedSite>());
        PeerHost host = ((EmbeddedSite)site.App.Services.GetRequiredService<ISite>()).Peers!.Host;
        await host.Membership.Member.WaitAsync(HangGuard.Token);
        files.OnCreate = (_, _) => throw new IOException("No space left on device");

        host.RolledBack("this site's disk was rolled back", 7);

        string? told = site.App.Services.GetRequiredService<SiteFault>().Message;
        Assert.Contains("could not be written down (No space left on device): see to the disk, and start it again", told, StringComparison.Ordinal);
        Assert.False(site.Health.Current.IsServing);
    }

    [Fact]
    public async Task It_stops_with_the_reason_where_the_disk_fails_before_it_is_written_down_that_it_has_returned()
    {
        FaultyFiles files = new() { OnWrite = _ => throw DiskRefusal.NoSpace() };
        await using DocumentsSite site = await ReturnAsync(files);
        await Eventually.UntilAsync(() => Task.FromResult(site.Health.Current.Reason.Contains("No space left on device", StringComparison.Ordinal)));
        files.OnFlush = () => throw new IOException("Input/output error");
        files.OnWrite = null;

        TaskCompletionSource stops = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration stopping = site.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stops.SetResult);
        await stops.Task.WaitAsync(HangGuard.Token);
        string? told = site.Services.GetRequiredService<SiteFault>().Message;
        Assert.StartsWith("The log of", told, StringComparison.Ordinal);
        Assert.Contains("Input/output error", told, StringComparison.Ordinal);
        await site.StopAsync();
    }

    [Fact]
    public async Task It_returns_when_a_disk_that_was_full_has_room()
    {
        bool isFull = true;
        FaultyFiles files = new() { OnWrite = bytes => isFull ? throw DiskRefusal.NoSpace() : bytes };
        await using DocumentsSite site = await ReturnAsync(files);
        await Eventually.UntilAsync(() => Task.FromResult(site.Health.Current.Reason.Contains("No space left on device", StringComparison.Ordinal)));

        isFull = false;

        await site.WaitUntilServingAsync();
        Assert.Null(site.Services.GetRequiredService<SiteFault>().Message);
        Assert.NotNull(await site.Documents.GetAsync("key"));
    }

    /// <summary>Starts a site that has found its disk rolled back, and has all that it had written.</summary>
    private async Task<DocumentsSite> ReturnAsync(FaultyFiles files)
    {
        await using (DocumentsSite before = await DocumentsSite.ServeAsync(folder))
            await before.Documents.PutAsync("key", new byte[] { 1 });
        using (DataDirectory data = DataDirectory.Open(folder.FullName))
        {
            SiteMeta meta = data.ReadMeta()!;
            data.WriteMeta(meta with { Replica = RandomIds.Replica(0).Value, Returning = (meta.Replica, 1) });
        }
        return await DocumentsSite.StartAsync(folder, files: files);
    }
}
