using ClientHa.Core.Replication;
using ClientHa.Server.Keeping;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Log;
using ClientHa.Server.Tests.Replication;

namespace ClientHa.Server.Tests.Keeping;

public sealed class DirectoryCheckTests : IDisposable
{
    private readonly ReplicaFolder folder = new();

    [Fact]
    public void A_whole_directory_is_told_file_by_file_while_its_site_has_it()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 60);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        Fill(store, replica, 60, 80);

        DirectoryReport report = DirectoryCheck.Run(folder.Path);
        Assert.Empty(report.Damages);
        Assert.Equal((60, 60L), (report.Snapshots.Single().Documents, report.Snapshots.Single().Last));
        Assert.Equal((1L, 80L), (report.Segments[0].First, report.Segments[^1].Last));
        Assert.True(report.Segments.Count > 1);
        Assert.Equal(report.Segments.Skip(1).Select(file => file.First - 1), report.Segments.SkipLast(1).Select(file => file.Last));
    }

    [Fact]
    public void Nothing_in_the_directory_is_changed()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 60);
        Dictionary<string, byte[]> before = Content();
        Tear(0);
        Dictionary<string, byte[]> torn = Content();
        Assert.NotEqual(before[Segments()[^1]], torn[Segments()[^1]]);

        DirectoryReport report = DirectoryCheck.Run(folder.Path);
        Assert.Empty(report.Damages);
        Assert.Equal(59L, report.Segments[^1].Last);
        Assert.True(report.Segments[^1].UnfinishedBytes > 0);
        Dictionary<string, byte[]> after = Content();
        Assert.Equal(torn.Keys.Order(), after.Keys.Order());
        Assert.All(torn, file => Assert.Equal(file.Value, after[file.Key]));
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_batch_is_found_with_its_file_and_the_place_of_the_batch()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 40);
        string first = Segments()[0];
        byte[] good = File.ReadAllBytes(first);
        foreach ((int offset, int length) in LogFrames.Find(good).Skip(1).SkipLast(1).Take(3))
        {
            foreach (int at in (int[])[offset, offset + 4, offset + 8, offset + (length / 2), offset + length - 1])
            {
                byte[] bad = [.. good];
                bad[at] ^= 0x10;
                File.WriteAllBytes(first, bad);
                Damage damage = Assert.Single(DirectoryCheck.Run(folder.Path).Damages);
                Assert.Equal((first, (long)offset), (damage.File, damage.Offset));
            }
        }
        File.WriteAllBytes(first, good);
        Assert.Empty(DirectoryCheck.Run(folder.Path).Damages);
    }

    [Fact]
    public void A_damaged_snapshot_and_a_missing_file_of_the_log_are_found()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 200);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        string snapshot = Directory.GetFiles(Path.Combine(folder.Path, "snapshots")).Single();
        byte[] bytes = File.ReadAllBytes(snapshot);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(snapshot, bytes);
        Assert.Equal(snapshot, Assert.Single(DirectoryCheck.Run(folder.Path).Damages).File);

        File.Delete(Segments()[1]);
        Damage gap = DirectoryCheck.Run(folder.Path).Damages[^1];
        Assert.Equal((Segments()[1], 0L), (gap.File, gap.Offset));
        Assert.Contains("behind the file before it", gap.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_whose_beginning_no_snapshot_stands_for_is_damaged()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 60);
        File.Delete(Segments()[0]);

        Damage damage = Assert.Single(DirectoryCheck.Run(folder.Path).Damages);
        Assert.Contains("no whole snapshot contains those before it", damage.Fault, StringComparison.Ordinal);
    }

    // All its checksums are right: only what the records say shows it.
    [Fact]
    public void A_record_that_does_not_follow_the_one_before_it_is_found()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 5);
        VectorEntry last = store.DurableVector.EntryOf(ReplicaFolder.Id)!.Value;
        OperationId id = new(1, 1);
        store.Append(new LogRecord.Applied(
            new Operation(ReplicaFolder.Id, last.Sequence + 2, new(1, id), 0, OperationKind.Put, "hole", default, default, last.Chain), Superseded: false));
        store.Sync();

        Damage damage = Assert.Single(DirectoryCheck.Run(folder.Path).Damages);
        Assert.Contains($"expected operation 6 of replica {ReplicaFolder.Id} as record 6, not operation 7", damage.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_directory_that_its_site_writes_and_cuts_meanwhile_is_never_called_damaged(bool isAtItsLimit)
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 10);
        using CancellationTokenSource stopping = new();
        Task writing = Task.Run(() =>
        {
            for (int i = 0; !stopping.IsCancellationRequested; i++)
            {
                Fill(store, replica, i % 100, (i % 100) + 1);
                if (i % 100 != 99)
                    continue;
                if (isAtItsLimit)
                {
                    store.Compact(ReplicaFolder.Capture(replica), 0);
                    continue;
                }
                store.WriteSnapshot(ReplicaFolder.Capture(replica));
                store.RemoveOldSegments(0);
            }
        });
        for (int i = 0; i < 100; i++)
            Assert.Empty(DirectoryCheck.Run(folder.Path).Damages);
        await stopping.CancelAsync();
        await writing;
    }

    // A large one takes minutes to be read, in which its site writes several snapshots.
    [Theory]
    [InlineData(".snap", 0)]
    [InlineData(".log", 0)]
    [InlineData(".snap", 60)]
    [InlineData(".log", 60)]
    public void A_directory_that_its_site_cuts_while_one_file_of_it_is_read_is_not_called_damaged(string extension, int more)
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 60);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        Fill(store, replica, 60, 120);
        bool isCut = false;

        DirectoryReport report = DirectoryCheck.Run(folder.Path, file =>
        {
            if (isCut || !file.EndsWith(extension, StringComparison.Ordinal))
                return;
            isCut = true;
            Fill(store, replica, 120, 120 + more);
            store.Compact(ReplicaFolder.Capture(replica), 0);
        });

        Assert.True(isCut);
        Assert.Empty(report.Damages);
        Assert.Equal(120 + more, report.Segments[^1].Last);
    }

    // Its beginning came to the disk after what was read, and whole batches behind it before one looks there.
    [Fact]
    public void A_batch_that_was_half_written_when_it_was_read_is_looked_at_again()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 0, 12);
        string file = Segments()[^1];
        byte[] whole = File.ReadAllBytes(file);
        Tear(3);
        List<long> seen = [];
        Assert.Single(new LogWalk(new DirectoryFiles(folder.Path)).Run(from: 0, _ => { }, (_, index, _, _) =>
        {
            if (seen.Count == 0)
                File.WriteAllBytes(file, whole);
            seen.Add(index);
        }));
        Assert.Equal(Enumerable.Range(1, 12).Select(index => (long)index), seen);
    }

    [Fact]
    public void What_is_no_sites_directory_is_refused() =>
        Assert.Contains("it has no meta.json", Assert.Throws<DataDirectoryException>(() => DirectoryCheck.Run(folder.Path)).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private static void Fill(LogStore store, Replica replica, int from, int to)
    {
        for (int i = from; i < to; i++)
            ReplicaFolder.Write(store, replica, ReplicaFolder.Put($"key {i:000}"));
    }

    private string[] Segments() => [.. Directory.GetFiles(Path.Combine(folder.Path, "log"), "*.log").Order(StringComparer.Ordinal)];

    private Dictionary<string, byte[]> Content() =>
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").ToDictionary(file => file, File.ReadAllBytes);

    /// <summary>Spoils a batch of the last file, counted from its end.</summary>
    private void Tear(int fromEnd)
    {
        byte[] bytes = File.ReadAllBytes(Segments()[^1]);
        (int offset, int length) = LogFrames.Find(bytes)[^(fromEnd + 1)];
        bytes[offset + length - 1] ^= 1;
        File.WriteAllBytes(Segments()[^1], bytes);
    }
}
