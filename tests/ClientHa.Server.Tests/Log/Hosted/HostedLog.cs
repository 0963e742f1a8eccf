using ClientHa.Server.Log;
using ClientHa.Testing.Processes;

namespace ClientHa.Server.Tests.Log.Hosted;

/// <summary>Logs in processes of their own.</summary>
internal static class HostedLog
{
    public const string Durable = "durable ";

    public static SiteProcessStart Start(string verb, string path) =>
        DotnetProgram.Start(Path.Combine(AppContext.BaseDirectory, "ClientHa.Server.Tests.dll"), verb, path);

    /// <summary>Appends batches for ever, and says of each when it is durable.</summary>
    public static int Append(string path)
    {
        using DataDirectory directory = DataDirectory.Open(path);
        if (directory.ReadMeta() is null) directory.WriteMeta(new SiteMeta { Site = 0, Replica = 1 });
        using RecordLog log = RecordLog.Open(
            directory.LogPath, new RecordLogOptions { SegmentBytes = 16 << 10 }, () => [], 0, (_, _) => { });
        for (int batch = 0; ; batch++)
        {
            LogFolder.Append(log, batches: 1, recordsPerBatch: 1 + (batch % 50));
            Console.WriteLine(Durable + log.DurableIndex);
        }
    }

    /// <summary>Holds the lock until it is killed; or says why it cannot.</summary>
    public static int Lock(string path)
    {
        try
        {
            using DataDirectory directory = DataDirectory.Open(path);
            Console.WriteLine("locked");
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }
        catch (DataDirectoryException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Fills a disk that has 1 MiB and nothing else on it.</summary>
    public static int Fill(string path)
    {
        var options = new RecordLogOptions { SegmentBytes = 128 << 10 };
        var shown = new List<long>();
        long last;
        using (RecordLog log = RecordLog.Open(path, options, () => [], 0, (_, _) => { }))
        {
            while (!log.IsFull) Append(log, 4 << 10);
            Console.WriteLine($"full at {log.LastIndex}: {log.FullReason}");
            for (int i = 0; i < 20; i++) Append(log, 4 << 10);
            Assert.False(log.TryReserve());

            log.RemoveSegmentsBefore(log.LastIndex - 100);
            Assert.True(log.TryReserve());
            while (!log.IsFull) Append(log, 4 << 10);
            log.Append(new byte[2 << 20]);
            Assert.Throws<LogRefusedException>(log.Sync);
            Append(log, 4 << 10);
            last = log.DurableIndex;
        }

        long first = RecordLog.FindFirstIndex(path) ?? 0;
        using (RecordLog log = RecordLog.Open(path, options, () => [], first - 1, (index, _) => shown.Add(index)))
        {
            Assert.Equal(last, log.LastIndex);
            Assert.Equal(Enumerable.Range(0, shown.Count).Select(i => first + i), shown);
        }
        Console.WriteLine("done");
        return 0;
    }

    private static void Append(RecordLog log, int bytes) =>
        LogFolder.Append(log, batches: 1, recordsPerBatch: 1, recordBytes: bytes);
}
