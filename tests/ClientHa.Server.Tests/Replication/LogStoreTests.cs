using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Tests.Replication;

public sealed class LogStoreTests : IDisposable
{
    private readonly ReplicaFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_synced_is_recovered_with_its_vector_and_its_digest()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 50);
        (VersionVector vector, ulong digest) = (replica.Vector, replica.Digest);

        (store, replica) = folder.Open();
        Assert.Equal((vector, digest, 50, 50L), (replica.Vector, replica.Digest, replica.LiveDocuments, replica.Records));
        Assert.Equal(vector, store.DurableVector);
        Assert.Equal(vector.Entries.ToArray(), replica.Vector.Entries.ToArray());
    }

    [Fact]
    public void A_snapshot_and_the_records_behind_it_make_the_whole()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 60);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        store.RemoveOldSegments(0);
        Fill(store, replica, 60, 80);
        ulong digest = replica.Digest;

        (_, replica) = folder.Open();
        Assert.Equal((digest, 80, 80L), (replica.Digest, replica.LiveDocuments, replica.Records));
    }

    [Fact]
    public void A_retry_is_known_after_a_snapshot_and_a_restart()
    {
        (LogStore store, Replica replica) = folder.Open();
        WriteRequest request = ReplicaFolder.Put("once") with { Condition = new WriteCondition(null) };
        ReplicaFolder.Write(store, replica, request);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));

        (store, replica) = folder.Open();
        ReplicaFolder.Write(store, replica, request with { Attempt = 1 });
        Assert.Equal(1L, replica.Records);
    }

    [Fact]
    public void A_damaged_snapshot_is_made_good_by_the_one_before_and_the_log()
    {
        (LogStore store, Replica replica) = folder.Open();
        for (int part = 0; part < 3; part++)
        {
            Fill(store, replica, part * 40, (part + 1) * 40);
            store.WriteSnapshot(ReplicaFolder.Capture(replica));
            store.RemoveOldSegments(0);
        }
        Damage(NewestSnapshot());

        (_, replica) = folder.Open();
        Assert.Equal(120, replica.LiveDocuments);
    }

    [Fact]
    public void Where_nothing_can_stand_in_for_a_damaged_snapshot_the_start_is_refused_with_file_and_offset()
    {
        (LogStore store, Replica replica) = folder.Open();
        for (int part = 0; part < 3; part++)
        {
            Fill(store, replica, part * 40, (part + 1) * 40);
            store.WriteSnapshot(ReplicaFolder.Capture(replica));
            store.RemoveOldSegments(0);
        }
        foreach (string snapshot in Directory.GetFiles(Path.Combine(folder.Path, "snapshots")))
            Damage(snapshot);

        SnapshotCorruptException refused = Assert.Throws<SnapshotCorruptException>(() => folder.Open());
        Assert.Contains(refused.File, Directory.GetFiles(Path.Combine(folder.Path, "snapshots")));
    }

    [Fact]
    public void A_batch_that_is_larger_than_a_segment_goes_into_several()
    {
        (LogStore store, Replica replica) = folder.Open();
        List<ReplicaEffect> effects = [];
        for (int i = 0; i < 200; i++)
            replica.Handle(new ReplicaInput.Write(store, ReplicaFolder.Put(Key(i))), 1, effects);
        foreach (ReplicaEffect.Persist persist in effects.OfType<ReplicaEffect.Persist>())
            store.Append(persist.Record);
        store.Sync();
        Assert.All(Directory.GetFiles(Path.Combine(folder.Path, "log"), "*.log"), file => Assert.Equal(4096, new FileInfo(file).Length));

        (_, replica) = folder.Open();
        Assert.Equal(200, replica.LiveDocuments);
    }

    [Fact]
    public void A_reader_with_any_vector_gets_what_it_lacks_and_nothing_else()
    {
        (LogStore store, Replica replica) = folder.Open();
        List<VersionVector> vectors = [VersionVector.Empty];
        for (int i = 0; i < 100; i++)
        {
            Fill(store, replica, i, i + 1);
            vectors.Add(store.DurableVector);
        }
        (store, _) = folder.Open();

        for (int from = 0; from <= 100; from++)
            Assert.Equal(Enumerable.Range(from, 100 - from).Select(Key), Read(store, vectors[from]));
    }

    [Fact]
    public void A_vector_from_before_the_log_finds_no_reader()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 100);
        VersionVector middle = store.DurableVector;
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        store.RemoveOldSegments(0);
        Fill(store, replica, 100, 110);

        Assert.Null(store.OpenReader(VersionVector.Empty));
        Assert.Equal(Enumerable.Range(100, 10).Select(Key), Read(store, middle));
    }

    [Fact]
    public void A_reader_whose_records_are_removed_is_told()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 10);
        using IRecordReader reader = store.OpenReader(VersionVector.Empty)!;
        Assert.True(reader.TryRead(out _));
        Fill(store, replica, 10, 200);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        store.RemoveOldSegments(0);

        Assert.Throws<RecordsGoneException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });
    }

    [Fact]
    public void A_reader_that_lacks_nothing_does_not_mind_what_is_removed()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 200);
        using IRecordReader reader = store.OpenReader(store.DurableVector)!;
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        store.RemoveOldSegments(0);
        Fill(store, replica, 200, 205);

        List<string> keys = [];
        while (reader.TryRead(out LogRecord? record))
            keys.Add(((LogRecord.Applied)record).Operation.Key);
        Assert.Equal(Enumerable.Range(200, 5).Select(Key), keys);
    }

    [Fact]
    public void Segments_that_peers_may_still_want_are_kept()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 200);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        int before = Segments();
        store.RemoveOldSegments(before * 4096L);
        Assert.Equal(before, Segments());
        store.RemoveOldSegments(3 * 4096L);
        Assert.Equal(3, Segments());
    }

    [Fact]
    public void What_is_durable_is_recovered_although_the_log_is_cut_to_a_new_snapshot_meanwhile()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 60);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        Fill(store, replica, 60, 120);
        bool isCut = false;
        folder.Recovering = () =>
        {
            if (isCut)
                return;
            isCut = true;
            store.Compact(ReplicaFolder.Capture(replica), 0);
        };

        Replica recovered = store.Recover();

        Assert.Equal((true, replica.Digest, 120, 120L), (isCut, recovered.Digest, recovered.LiveDocuments, recovered.Records));
    }

    private static void Fill(LogStore store, Replica replica, int from, int to)
    {
        for (int i = from; i < to; i++)
            ReplicaFolder.Write(store, replica, ReplicaFolder.Put(Key(i)));
    }

    private static string Key(int number) => $"key {number:000}";

    private static List<string> Read(LogStore store, VersionVector from)
    {
        List<string> keys = [];
        Feed feed = new(from);
        using IRecordReader reader = store.OpenReader(from)!;
        while (reader.TryRead(out LogRecord? record))
        {
            FeedStep step = feed.Next(record);
            Assert.NotEqual(FeedStep.NeedState, step);
            if (step == FeedStep.Deliver)
                keys.Add(((LogRecord.Applied)record).Operation.Key);
        }
        return keys;
    }

    private int Segments() => Directory.GetFiles(Path.Combine(folder.Path, "log"), "*.log").Length;

    private string NewestSnapshot() => Directory.GetFiles(Path.Combine(folder.Path, "snapshots")).Order(StringComparer.Ordinal).Last();

    private static void Damage(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }
}
