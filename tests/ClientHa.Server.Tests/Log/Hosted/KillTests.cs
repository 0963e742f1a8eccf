using System.Globalization;
using ClientHa.Server.Log;
using ClientHa.Testing.Processes;

namespace ClientHa.Server.Tests.Log.Hosted;

public sealed class KillTests : IDisposable
{
    private const int Kills = 5;

    private readonly string path = Directory.CreateTempSubdirectory("clientha-kill-").FullName;

    [Fact]
    public async Task What_a_process_said_is_durable_is_there_after_it_was_killed()
    {
        using var hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using SiteProcess process = SiteProcess.Start(HostedLog.Start("append", path));
        long before = 0;
        for (int kill = 1; kill <= Kills; kill++)
        {
            // Not the first lines: each kill meets another place, the end of a segment too.
            long enough = before + (500 * kill);
            await process.WaitForLineAsync(line => DurableOf(line) > enough, hangGuard.Token);
            await process.KillAsync(hangGuard.Token);
            await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitForLineAsync(_ => false, hangGuard.Token));
            long durable = process.Lines.Max(DurableOf);

            before = ReadLastIndex();
            Assert.InRange(durable, enough, before);
            if (kill < Kills) await process.RestartAsync(hangGuard.Token);
        }
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    private static long DurableOf(string line) =>
        line.StartsWith(HostedLog.Durable, StringComparison.Ordinal)
            ? long.Parse(line.AsSpan(HostedLog.Durable.Length), CultureInfo.InvariantCulture)
            : 0;

    private long ReadLastIndex()
    {
        using DataDirectory directory = DataDirectory.Open(path);
        using RecordLog log = RecordLog.Open(directory.LogPath, new RecordLogOptions(), () => [], 0,
            (index, record) => Assert.Equal(LogFolder.Record(index), record.ToArray()));
        return log.LastIndex;
    }
}
