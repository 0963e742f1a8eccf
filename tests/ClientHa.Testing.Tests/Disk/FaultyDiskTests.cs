using System.Diagnostics;
using ClientHa.Server;
using ClientHa.Server.Log;
using ClientHa.Testing.Disk;

namespace ClientHa.Testing.Tests.Disk;

/// <summary>A site on the faulty disk.</summary>
public sealed class FaultyDiskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_site_without_room_refuses_writes_and_reads_on_until_there_is_room(bool isReadOnly)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.Documents.PutAsync("before", new byte[] { 1 }, HangGuard.Token);
        for (int round = 0; round < 2; round++)
        {
            server.Disk.Set(new DiskFaults { IsFull = !isReadOnly, IsReadOnly = isReadOnly });
            var refused = await Assert.ThrowsAsync<HaUnavailableException>(
                () => server.Documents.PutAsync("during", new byte[] { 2 }, HangGuard.Token));
            Assert.Contains("takes no writes", refused.Message, StringComparison.Ordinal);
            Assert.NotNull(await server.Documents.GetAsync("before", HangGuard.Token));
            Assert.Null(await server.Documents.GetAsync("during", HangGuard.Token));

            server.Disk.Set(DiskFaults.Nothing);
            await server.Documents.PutAsync($"after{round}", new byte[] { 3 }, HangGuard.Token);
            Assert.NotNull(await server.Documents.GetAsync($"after{round}", HangGuard.Token));
        }
    }

    // What is open is refused, too: the write that meets it first is refused when it was accepted already.
    [Fact]
    public async Task A_site_whose_disk_is_forced_to_read_only_goes_back_to_what_is_durable_and_reads_on()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.Documents.PutAsync("before", new byte[] { 1 }, HangGuard.Token);
        for (int round = 0; round < 2; round++)
        {
            server.Disk.Set(new DiskFaults { IsForcedReadOnly = true });
            for (int i = 0; i < 3; i++)
            {
                var refused = await Assert.ThrowsAsync<HaUnavailableException>(() => server.Documents.PutAsync("during", new byte[] { 2 }, HangGuard.Token));
                Assert.Contains("Read-only file system", refused.Message, StringComparison.Ordinal);
            }
            Assert.Null(await server.Documents.GetAsync("during", HangGuard.Token));
            Assert.NotNull(await server.Documents.GetAsync("before", HangGuard.Token));

            server.Disk.Set(DiskFaults.Nothing);
            await server.Documents.PutAsync($"after{round}", new byte[] { 3 }, HangGuard.Token);
            Assert.NotNull(await server.Documents.GetAsync($"after{round}", HangGuard.Token));
        }
    }

    [Fact]
    public async Task Each_write_waits_for_a_slow_disk()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Disk.Set(new DiskFaults { SyncDelay = TimeSpan.FromMilliseconds(150) });
        for (int i = 0; i < 2; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await server.Documents.PutAsync("slow", new byte[] { 1 }, HangGuard.Token);
            Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(149));
        }
    }

    [Fact]
    public async Task A_write_that_waits_goes_on_when_the_disk_is_healed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Disk.Set(new DiskFaults { SyncDelay = TimeSpan.FromHours(100) });
        Task<string> write = server.Documents.PutAsync("slow", new byte[] { 1 }, HangGuard.Token);
        await Network.Healthy.RoundTripAsync();
        Assert.False(write.IsCompleted);

        server.Disk.Set(DiskFaults.Nothing);
        await write;
    }

    [Fact]
    public async Task A_disk_that_is_let_go_of_delays_nothing_whatever_is_set_until_it_is_taken_again()
    {
        using Cluster.TemporaryDirectory own = new();
        FaultyDisk disk = new(TimeProvider.System);
        disk.LetGo();
        disk.Set(new DiskFaults { SyncDelay = TimeSpan.FromHours(1), IsFull = true });
        using ISyncedFile file = disk.Create(Path.Combine(own.Path, "file"), 10);
        await Task.Run(file.Flush).WaitAsync(HangGuard.Token);
        Assert.Null(disk.Refusal);
        disk.Take();
        Assert.NotNull(disk.Refusal);
    }

    [Fact]
    public async Task A_disk_that_runs_full_in_the_middle_of_writes_loses_none_that_was_acknowledged()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var acknowledged = new List<string>();
        var refused = new TaskCompletionSource();
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; !refused.Task.IsCompleted; i++)
            {
                try
                {
                    await server.Documents.PutAsync($"{i}", new byte[1_000], HangGuard.Token);
                    acknowledged.Add($"{i}");
                }
                catch (HaUnavailableException)
                {
                    refused.SetResult();
                }
            }
        });

        server.Disk.Set(new DiskFaults { IsFull = true });
        await refused.Task.WaitAsync(HangGuard.Token);
        await writing;

        foreach (string key in acknowledged)
            Assert.NotNull(await server.Documents.GetAsync(key, HangGuard.Token));
    }
}
