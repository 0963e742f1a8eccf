using System.Diagnostics;
using System.Globalization;
using ClientHa.Server.Log;

namespace ClientHa.Benchmarks;

/// <summary>What the embedded store does in a second, beside what the bare disk does.</summary>
internal static class LogSpeed
{
    private const int RecordBytes = 200;
    private const int Records = 1_000_000;
    private const int SnapshotPartBytes = 64 << 10;

    private static readonly byte[] Record = [.. Enumerable.Range(0, RecordBytes).Select(i => (byte)(i * 31))];

    public static int Run()
    {
        string path = Directory.CreateTempSubdirectory("clientha-log-").FullName;
        try
        {
            using DataDirectory directory = DataDirectory.Open(path);
            Print("bare write and flush, 200 bytes", BareFlush(directory.SnapshotsPath, 5_000), "/s");
            Print("batches of 1 record", Append(directory, batches: 5_000, recordsPerBatch: 1), "batches/s");
            Print("batches of 64 records", 64 * Append(directory, batches: 5_000, recordsPerBatch: 64), "records/s");
            Print("batches of 1,000 records", 1000 * Append(directory, batches: Records / 1000, recordsPerBatch: 1000), "records/s");
            Print("replay", Replay(directory), "ms per million records");
            Print("one reader", Read(directory), "ms per million records");
            Print("snapshot written, 64 KiB parts", WriteSnapshot(directory), "MB/s");
            Print("snapshot read", ReadSnapshot(directory), "MB/s");
            return 0;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static double BareFlush(string path, int times)
    {
        using ISyncedFile file = SyncedFiles.Instance.Create(Path.Combine(path, "bare"), RecordBytes * times);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            file.Write(Record, i * RecordBytes);
            file.Flush();
        }
        return times / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Append(DataDirectory directory, int batches, int recordsPerBatch)
    {
        directory.Clear();
        using RecordLog log = Open(directory, (_, _) => { });
        long start = Stopwatch.GetTimestamp();
        for (int batch = 0; batch < batches; batch++)
        {
            for (int i = 0; i < recordsPerBatch; i++) log.Append(Record);
            log.Sync();
        }
        return batches / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Replay(DataDirectory directory)
    {
        long bytes = 0;
        long start = Stopwatch.GetTimestamp();
        using RecordLog log = Open(directory, (_, record) => bytes += record.Length);
        return Check(bytes, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static double Read(DataDirectory directory)
    {
        using RecordLog log = Open(directory, (_, _) => { });
        long bytes = 0;
        long start = Stopwatch.GetTimestamp();
        using LogReader reader = log.OpenReader(1);
        while (reader.TryRead(out _, out ReadOnlyMemory<byte> record)) bytes += record.Length;
        return Check(bytes, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static double WriteSnapshot(DataDirectory directory)
    {
        var part = new byte[SnapshotPartBytes];
        long start = Stopwatch.GetTimestamp();
        new SnapshotFiles(directory.SnapshotsPath).Write(1, writer =>
        {
            for (int bytes = 0; bytes < Records * RecordBytes; bytes += part.Length) writer.Add(part);
        });
        return Records * RecordBytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double ReadSnapshot(DataDirectory directory)
    {
        long bytes = 0;
        long start = Stopwatch.GetTimestamp();
        new SnapshotFiles(directory.SnapshotsPath).Read(1, part => bytes += part.Length);
        return bytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static RecordLog Open(DataDirectory directory, RecordVisitor visit) =>
        RecordLog.Open(directory.LogPath, new RecordLogOptions(), () => [], 0, visit);

    private static double Check(long bytes, double milliseconds) =>
        bytes == (long)Records * RecordBytes ? milliseconds : throw new InvalidOperationException($"{bytes} bytes were read");

    private static void Print(string what, double figure, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-32} {figure,12:N0} {unit}"));
}
