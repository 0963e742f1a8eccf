using System.Text;
using ClientHa.Server.Log;
using ClientHa.Server.Tests.Log.Faults;

namespace ClientHa.Server.Tests.Log;

/// <summary>A folder for one test's files, and short words for logs in it.</summary>
internal sealed class LogFolder : IDisposable
{
    public const int SegmentBytes = 4096;

    public string FullPath { get; } = Directory.CreateTempSubdirectory("clientha-log-").FullName;

    public FaultyFiles Files { get; } = new();

    /// <summary>The files of the log, oldest first.</summary>
    public string[] Segments => [.. Directory.GetFiles(FullPath, "*.log").Order(StringComparer.Ordinal)];

    public static byte[] Record(long index) => Encoding.UTF8.GetBytes($"record {index}");

    /// <summary>Opens the log, whose segments are small, and shows its records to nobody.</summary>
    public RecordLog Open(int segmentBytes = SegmentBytes, long afterIndex = 0, RecordVisitor? visit = null) =>
        RecordLog.Open(
            FullPath, new RecordLogOptions { SegmentBytes = segmentBytes, Files = Files }, () => [7], afterIndex,
            visit ?? ((_, _) => { }));

    /// <summary>Opens the log, closes it and returns what it showed.</summary>
    public List<byte[]> Replay(out long tornBytes, long afterIndex = 0)
    {
        var records = new List<byte[]>();
        using RecordLog log = Open(afterIndex: afterIndex, visit: (index, record) =>
        {
            Assert.Equal(afterIndex + records.Count + 1, index);
            records.Add(record.ToArray());
        });
        Assert.Equal(afterIndex + records.Count, log.LastIndex);
        Assert.Equal(log.LastIndex, log.DurableIndex);
        tornBytes = log.TornBytes;
        return records;
    }

    public List<byte[]> Replay(long afterIndex = 0) => Replay(out _, afterIndex);

    /// <summary>Appends so many batches of so many records each, and tells where each ended in the last file.</summary>
    public void Fill(int batches, int recordsPerBatch, int recordBytes = 0)
    {
        using RecordLog log = Open();
        Append(log, batches, recordsPerBatch, recordBytes);
    }

    public static void Append(RecordLog log, int batches, int recordsPerBatch, int recordBytes = 0)
    {
        for (int batch = 0; batch < batches; batch++)
        {
            for (int i = 0; i < recordsPerBatch; i++)
            {
                byte[] record = Record(log.LastIndex + 1);
                if (recordBytes > record.Length) Array.Resize(ref record, recordBytes);
                log.Append(record);
            }
            log.Sync();
        }
    }

    /// <summary>Reads all that a reader gives.</summary>
    public static List<(long Index, byte[] Record)> ReadAll(LogReader reader)
    {
        var records = new List<(long, byte[])>();
        while (reader.TryRead(out long index, out ReadOnlyMemory<byte> record)) records.Add((index, record.ToArray()));
        return records;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
