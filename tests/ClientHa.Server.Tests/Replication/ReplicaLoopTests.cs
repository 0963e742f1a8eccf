using ClientHa.Core.Replication;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Tests.Replication;

public sealed class ReplicaLoopTests : IDisposable
{
    private readonly ReplicaFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_answer_waits_for_the_disk_and_so_does_a_read_that_would_show_the_write()
    {
        using ManualResetEventSlim disk = new();
        (_, ReplicaLoop loop) = folder.Run();
        folder.Files.OnFlush = disk.Wait;

        Task<ReplicaReply.Written> write = WriteAsync(loop, "a");
        Task<ReplicaReply.Found> read = ReadAsync(loop, "a");
        // Both have been decided by now: this one is decided later, and waits as well.
        Task<ReplicaReply.Found> other = ReadAsync(loop, "b");
        Assert.False(write.IsCompleted || read.IsCompleted || other.IsCompleted);

        disk.Set();
        Assert.Equal(WriteOutcome.Accepted, (await write).Outcome);
        Assert.NotNull((await read).Document);
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task Writes_that_wait_for_the_disk_share_the_next_sync()
    {
        using ManualResetEventSlim disk = new();
        (_, ReplicaLoop loop) = folder.Run();
        await WriteAsync(loop, "first");
        folder.Files.OnFlush = disk.Wait;
        Task[] writes = [.. Enumerable.Range(0, 200).Select(i => WriteAsync(loop, $"{i}"))];
        int before = folder.Files.Flushes;
        disk.Set();
        await Task.WhenAll(writes);

        // A new segment has flushes of its own; without sharing there would be 200.
        Assert.InRange(folder.Files.Flushes - before, 0, 60);
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_sync_ends_the_loop_and_every_call_that_waits_for_it()
    {
        (_, ReplicaLoop loop) = folder.Run();
        await WriteAsync(loop, "kept");
        using ManualResetEventSlim disk = new();
        folder.Files.OnFlush = () =>
        {
            disk.Wait();
            throw new IOException("Input/output error");
        };

        Task[] calls = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? (Task)WriteAsync(loop, $"{i}") : ReadAsync(loop, $"{i}"))];
        disk.Set();
        foreach (Task call in calls)
            await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.Contains("Input/output error", (await loop.Failed).ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(loop, "kept"));
        await loop.DisposeAsync();

        folder.Files.OnFlush = null;
        Assert.Contains("kept", ReplicaFolder.Keys(folder.Open().Replica));
    }

    [Fact]
    public async Task A_full_disk_goes_on_reading_and_writes_again_when_there_is_room()
    {
        (LogStore store, ReplicaLoop loop) = folder.Run();
        folder.Files.OnCreate = (_, _) => throw new IOException("No space left on device");
        for (int i = 0; !store.IsFull; i++)
            await WriteAsync(loop, $"{i}");
        Assert.NotNull((await ReadAsync(loop, "0")).Document);
        Assert.True(store.IsFull);

        folder.Files.OnCreate = null;
        await ReadAsync(loop, "0");
        Assert.False(store.IsFull);
        Assert.Equal(WriteOutcome.Accepted, (await WriteAsync(loop, "again")).Outcome);
        await loop.DisposeAsync();
    }

    private static Task<ReplicaReply.Written> WriteAsync(ReplicaLoop loop, string key) =>
        loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put(key)), CancellationToken.None);

    private static Task<ReplicaReply.Found> ReadAsync(ReplicaLoop loop, string key) =>
        loop.AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, key), CancellationToken.None);
}
