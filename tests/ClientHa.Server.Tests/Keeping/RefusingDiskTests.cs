using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Log.Hosted;
using ClientHa.Testing.Processes;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Tests.Keeping;

/// <summary>A site as a process, on a disk that is full, then read-only, then neither.</summary>
public sealed class RefusingDiskTests : IDisposable
{
    private static readonly ServiceDescriptor Documents = DocumentsReflection.Descriptor.Services[0];

    private readonly string path = Directory.CreateTempSubdirectory("clientha-disk-").FullName;

    [SmallDiskFact]
    public async Task A_site_whose_disk_takes_no_writes_reads_on_and_writes_again_when_it_does_without_a_restart()
    {
        await using DiskNamespace disk = await DiskNamespace.MountAsync("64m", path, HangGuard.Token);
        await using SiteProcess site = SiteProcess.Start(disk.Enter(DotnetProgram.Start(
            Path.Combine(AppContext.BaseDirectory, "ClientHa.Server.dll"),
            "--data", Path.Combine(path, "data"), "--listen", "127.0.0.1:0", "--http", "off", "--drain-period", "0")));
        using (WireChannel channel = await OpenAsync(site))
        {
            await PutAsync(channel, "first", 1);
            disk.Fill();
            await PutUntilRefusedAsync(channel, "the disk was full");
            Assert.NotNull((await GetAsync(channel, "first")).Document);
            disk.MakeRoom();
            await PutAsync(channel, "room", 1);
        }

        await site.StopAsync(HangGuard.Token);
        await disk.RemountAsync("ro", HangGuard.Token);
        await site.RestartAsync(HangGuard.Token);
        using (WireChannel channel = await OpenAsync(site))
        {
            await PutUntilRefusedAsync(channel, "Read-only file system");
            Assert.NotNull((await GetAsync(channel, "room")).Document);
            await disk.RemountAsync("rw", HangGuard.Token);
            await PutAsync(channel, "writable", 1);
            Assert.NotNull((await GetAsync(channel, "writable")).Document);
        }

        await site.StopAsync(HangGuard.Token);
        Assert.Equal(0, site.ExitCode);
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    private static async Task<WireChannel> OpenAsync(SiteProcess site)
    {
        await site.WaitForLineAsync(line => line == "serving", HangGuard.Token);
        string listens = site.Lines.Last(line => line.Contains(" listens on ", StringComparison.Ordinal));
        return new WireChannel(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{listens.Split(" listens on ")[1].Split(' ')[0]}"));
    }

    /// <summary>Writes on, as what is set aside lasts a while, until the site sends writers to other sites.</summary>
    private static async Task PutUntilRefusedAsync(WireChannel channel, string reason)
    {
        WireException refused = await Assert.ThrowsAsync<WireException>(async () =>
        {
            for (int i = 0; i < 100; i++)
                await PutAsync(channel, $"large/{i}", 1_000_000);
        });
        Assert.Equal(WireStatusCode.Unavailable, refused.StatusCode);
        Assert.Contains(reason, refused.Detail, StringComparison.Ordinal);
        Assert.Equal("read-only", refused.Trailers.GetText("clientha-elsewhere"));
    }

    private static Task<WriteResponse> PutAsync(WireChannel channel, string key, int bytes) => channel.UnaryAsync<WriteResponse>(
        Documents.FindMethodByName("Put"), new PutRequest { Key = key, Value = ByteString.CopyFrom(new byte[bytes]) }, new WireCallOptions(), HangGuard.Token);

    private static Task<GetResponse> GetAsync(WireChannel channel, string key) =>
        channel.UnaryAsync<GetResponse>(Documents.FindMethodByName("Get"), new GetRequest { Key = key }, new WireCallOptions(), HangGuard.Token);
}
