using System.Text;
using ClientHa.Core.Replication;
using ClientHa.Server.Keeping;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Replication;

namespace ClientHa.Server.Tests.Keeping;

public sealed class LogDumpTests : IDisposable
{
    private readonly ReplicaFolder folder = new();

    [Fact]
    public void Every_record_is_shown_with_its_place()
    {
        Fill(40);
        List<DumpedRecord> records = Run(new());

        Assert.Equal(Enumerable.Range(1, 40).Select(index => (long)index), records.Select(record => record.Index));
        Assert.Equal(Enumerable.Range(1, 40).Select(sequence => (ulong?)sequence), records.Select(record => record.Sequence));
        Assert.All(records, record => Assert.True(File.Exists(record.File) && record.Offset > 0 && record.Offset < new FileInfo(record.File).Length));
        Assert.Equal(("put", "key 07", (int?)7, (string?)null), (records[7].Record, records[7].Key, records[7].ValueBytes, records[7].Value));
        Assert.Equal(("delete", (int?)null), (records[39].Record, records[39].ValueBytes));
    }

    [Fact]
    public void What_is_asked_for_is_shown_and_nothing_else()
    {
        Fill(40);
        Assert.Equal([10, 11, 12], Run(new() { From = 10, To = 12 }).Select(record => record.Index));
        Assert.Equal(["key 10", "key 11"], Run(new() { Prefix = "key 1", To = 12 }).Select(record => record.Key));
    }

    [Fact]
    public void Values_are_text_or_base64()
    {
        (LogStore store, Replica replica) = folder.Open();
        ReplicaFolder.Write(store, replica, ReplicaFolder.Put("text", "Grüße"));
        ReplicaFolder.Write(store, replica, ReplicaFolder.Put("bytes") with { Value = new byte[] { 0xFF, 0 } });

        Assert.Equal(
            [("text", "Grüße", null), ("bytes", null, "/wA=")],
            Run(new() { WithValues = true }).Select(record => (record.Key, record.Value, record.ValueBase64)));
    }

    public void Dispose() => folder.Dispose();

    private void Fill(int records)
    {
        (LogStore store, Replica replica) = folder.Open();
        for (int i = 0; i < records - 1; i++)
            ReplicaFolder.Write(store, replica, ReplicaFolder.Put($"key {i:00}", new StringBuilder().Append('x', i).ToString()));
        ReplicaFolder.Write(store, replica, ReplicaFolder.Put("key 00") with { Kind = OperationKind.Delete, Value = default });
    }

    private List<DumpedRecord> Run(LogDump dump)
    {
        List<DumpedRecord> records = [];
        dump.Run(folder.Path, records.Add);
        return records;
    }
}
