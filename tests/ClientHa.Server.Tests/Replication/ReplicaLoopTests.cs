using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;

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

    [Fact]
    public async Task What_the_disk_refuses_was_never_there_and_reads_go_on()
    {
        using ManualResetEventSlim disk = new();
        (LogStore store, ReplicaLoop loop) = folder.Run();
        await WriteAsync(loop, "kept");
        folder.Files.WriteFailure = DiskRefusal.ReadOnly;
        folder.Files.OnWrite = _ =>
        {
            disk.Wait();
            return 0;
        };

        // Some are refused together; others were decided behind them and hadn't come to the disk yet.
        Task[] refused = [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? (Task)WriteAsync(loop, $"{i}") : ReadAsync(loop, $"{i - 1}"))];
        disk.Set();
        foreach (Task<ReplicaReply.Written> write in refused.OfType<Task<ReplicaReply.Written>>())
            Assert.Contains("Read-only file system", (await Assert.ThrowsAsync<WireException>(() => write)).Detail, StringComparison.Ordinal);
        foreach (Task<ReplicaReply.Found> read in refused.OfType<Task<ReplicaReply.Found>>())
            Assert.Null(await FoundAsync(read));
        Assert.Null((await ReadAsync(loop, "0")).Document);
        Assert.NotNull((await ReadAsync(loop, "kept")).Document);
        Assert.True(store.IsFull);
        Assert.False(loop.Failed.IsCompleted);

        folder.Files.OnWrite = null;
        await ReadAsync(loop, "kept");
        ReplicaReply.Written again = await WriteAsync(loop, "again");
        Assert.Equal((WriteOutcome.Accepted, 2UL), (again.Outcome, again.Result!.Sequence));
        await loop.DisposeAsync();
        Assert.Equal(["again", "kept"], ReplicaFolder.Keys(folder.Open().Replica));
    }

    [Fact]
    public async Task A_peer_whose_operations_the_disk_refuses_is_asked_for_them_again()
    {
        (LogStore store, ReplicaLoop loop) = folder.Run();
        await WriteAsync(loop, "kept");
        folder.Files.WriteFailure = DiskRefusal.NoSpace;
        folder.Files.OnWrite = _ => 0;
        AskedLink link = new();
        ReplicaId peer = ReplicaId.Create(1, 5);
        Operation operation = new(peer, 1, new(Stamp.At(1), new OperationId(1, 1)), 0, OperationKind.Put, "theirs", default, default, 0);

        await loop.PostAsync(new ReplicaInput.Push(link, [operation]), CancellationToken.None);
        Assert.Equal(store.DurableVector, await link.Asked.WaitAsync(TimeSpan.FromSeconds(30)));
        folder.Files.OnWrite = null;
        await Eventually.UntilAsync(async () => await FoundAsync(ReadAsync(loop, "kept")) is not null);
        await loop.PostAsync(new ReplicaInput.Push(link, [operation]), CancellationToken.None);
        Assert.NotNull((await ReadAsync(loop, "theirs")).Document);
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task So_is_one_whose_state_was_ahead_of_its_time_in_a_batch_that_the_disk_refuses()
    {
        using ManualResetEventSlim disk = new();
        (_, ReplicaLoop loop) = folder.Run();
        await WriteAsync(loop, "kept");
        folder.Files.WriteFailure = DiskRefusal.NoSpace;
        folder.Files.OnWrite = _ =>
        {
            disk.Wait();
            return 0;
        };
        AskedLink link = new();
        VersionVector vector = VersionVector.Empty.With(ReplicaId.Create(1, 5), 1);
        StoredDocument ahead = new("ahead", default, new(Stamp.At(loop.Clock.Now + 3_600_000), new OperationId(1, 1)), IsDeleted: false);

        Task[] writes = [.. Enumerable.Range(0, 3).Select(number => WriteAsync(loop, $"{number}"))];
        await loop.PostAsync(new ReplicaInput.State(link, vector, [new([ahead], [])]), CancellationToken.None);
        disk.Set();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        await link.Asked.WaitAsync(TimeSpan.FromSeconds(30));
        folder.Files.OnWrite = null;
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task Who_was_retired_before_what_the_disk_refuses_of_one_batch_is_retired()
    {
        using ManualResetEventSlim disk = new();
        (_, ReplicaLoop loop) = folder.Run();
        ReplicaId gone = ReplicaId.Create(1, 5);
        folder.Files.WriteFailure = DiskRefusal.NoSpace;
        folder.Files.OnWrite = bytes => bytes > 3_000 ? 0 : bytes;
        folder.Files.OnFlush = disk.Wait;
        Task first = WriteAsync(loop, "first");
        Task<ReplicaReply.Admitted> admitted = loop.AskAsync<ReplicaReply.Admitted>(call => new ReplicaInput.Admit(call, gone), CancellationToken.None);
        Task<ReplicaReply.Retired> retired = loop.AskAsync<ReplicaReply.Retired>(call => new ReplicaInput.Retire(call, [gone]), CancellationToken.None);
        // Too large to go to the disk with what is before it.
        Task large = loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put("large", new string('x', 3_000))), CancellationToken.None);

        disk.Set();
        await Assert.ThrowsAsync<WireException>(() => large);
        // These have an answer, or none, by how the batches fell.
        await Task.WhenAll(first, admitted, retired).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.True(loop.IsRetired(gone));
        folder.Files.OnWrite = null;
        await loop.DisposeAsync();
    }

    /// <summary>A read that was decided behind a refused write is refused with it.</summary>
    private static async Task<StoredDocument?> FoundAsync(Task<ReplicaReply.Found> read)
    {
        try
        {
            return (await read).Document;
        }
        catch (WireException)
        {
            return null;
        }
    }

    private static Task<ReplicaReply.Written> WriteAsync(ReplicaLoop loop, string key) =>
        loop.AskAsync<ReplicaReply.Written>(call => new ReplicaInput.Write(call, ReplicaFolder.Put(key)), CancellationToken.None);

    private static Task<ReplicaReply.Found> ReadAsync(ReplicaLoop loop, string key) =>
        loop.AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, key), CancellationToken.None);

    private sealed class AskedLink : IReplicaLink
    {
        private readonly TaskCompletionSource<VersionVector> asked = new();

        public Task<VersionVector> Asked => asked.Task;

        public void Acknowledge(VersionVector vector)
        {
        }

        public void SendHeartbeat(VersionVector vector, ulong digest, long asOf)
        {
        }

        /// <summary>Then it will be asked again, when the time has come.</summary>
        public void Hold(long milliseconds) => asked.TrySetResult(VersionVector.Empty);

        public void Resubscribe(VersionVector vector) => asked.TrySetResult(vector);

        public void Refuse(string reason) => throw new InvalidOperationException(reason);

        public void Diverge(string reason) => throw new InvalidOperationException(reason);
    }
}
