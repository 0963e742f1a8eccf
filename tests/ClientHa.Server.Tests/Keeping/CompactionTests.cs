using ClientHa.Core.Replication;
using ClientHa.Server.Keeping;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;

namespace ClientHa.Server.Tests.Keeping;

public sealed class CompactionTests : IDisposable
{
    private readonly ReplicaFolder folder = new();

    [Fact]
    public void One_snapshot_and_the_last_file_of_the_log_are_left_and_hold_everything()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 200);
        store.WriteSnapshot(ReplicaFolder.Capture(replica));
        Fill(store, replica, 100);
        (VersionVector vector, ulong digest) = (replica.Vector, replica.Digest);
        folder.Close();

        Compaction done = Compaction.Run(folder.Path, retainedBytes: 0, TimeProvider.System);
        Assert.Equal((300L, 200), (done.Records, done.Documents));
        Assert.InRange(done.BytesAfter, 1, 100_000);
        DirectoryReport report = DirectoryCheck.Run(folder.Path);
        Assert.Empty(report.Damages);
        Assert.Equal((1, 1, 300L), (report.Segments.Count, report.Snapshots.Count, report.Snapshots[0].Last));

        (store, replica) = folder.Open();
        Assert.Equal((vector, digest, 300L), (replica.Vector, replica.Digest, replica.Records));
        Fill(store, replica, 10);
        folder.Close();
        Assert.Empty(DirectoryCheck.Run(folder.Path).Damages);
        (store, replica) = folder.Open();
        Assert.Equal(310L, replica.Records);
    }

    [Fact]
    public void What_is_to_be_kept_of_the_log_is_kept()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 200);
        folder.Close();

        Compaction.Run(folder.Path, retainedBytes: 1L << 40, TimeProvider.System);
        Assert.Equal(1L, DirectoryCheck.Run(folder.Path).Segments[0].First);
    }

    [Fact]
    public void A_directory_that_a_site_uses_is_left_alone()
    {
        (LogStore store, Replica replica) = folder.Open();
        Fill(store, replica, 10);

        Assert.Contains("is in use by process", Assert.Throws<DataDirectoryException>(() => Compaction.Run(folder.Path, 0, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_not_made()
    {
        string path = Path.Combine(folder.Path, "mistyped");
        Assert.Throws<DataDirectoryException>(() => Compaction.Run(path, 0, TimeProvider.System));
        Assert.False(Directory.Exists(path));
    }

    public void Dispose() => folder.Dispose();

    private static void Fill(LogStore store, Replica replica, int writes)
    {
        for (int i = 0; i < writes; i++)
            ReplicaFolder.Write(store, replica, ReplicaFolder.Put($"key {i:000}"));
    }
}
