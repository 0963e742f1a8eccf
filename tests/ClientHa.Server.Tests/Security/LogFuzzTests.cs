using ClientHa.Core.Replication;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace ClientHa.Server.Tests.Security;

/// <summary>
/// Spoilt files in a data directory: the site starts with what it was given, never with anything else, or says in one line which file is
/// broken. It neither crashes nor takes memory for lengths that stand in garbage.
/// </summary>
public sealed class LogFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Documents = 60;
    private const long MaxAllocatedBytes = 512L << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_spoilt_file_is_refused_or_harmless()
    {
        output.WriteLine($"CLIENTHA_FUZZ_SEED={FuzzDice.Seed}");
        FuzzDice dice = new(FuzzDice.Seed);
        DirectoryInfo whole = folder.CreateSubdirectory("whole");
        await WriteAsync(whole);
        int refused = 0;
        for (int round = 0; round < FuzzDice.Rounds(80); round++)
        {
            DirectoryInfo copy = Copy(whole, folder.CreateSubdirectory($"copy{round}"));
            string file = Spoil(copy, dice);
            string[]? keys = await ReadAsync(copy, $"round {round}, {file}");
            refused += keys is null ? 1 : 0;
            Assert.All(keys ?? [], key => Assert.StartsWith("key ", key, StringComparison.Ordinal));
            copy.Delete(recursive: true);
        }
        Assert.InRange(refused, 1, int.MaxValue);
    }

    private static async Task WriteAsync(DirectoryInfo data)
    {
        StoreLimits small = new() { SegmentBytes = 4096, LogBytesPerSnapshot = 4096, RetainedLogBytes = 8192, Interval = TimeSpan.FromMilliseconds(5) };
        await using DocumentsSite site = await DocumentsSite.ServeAsync(data, store: small);
        for (int i = 0; i < Documents; i++)
            await site.Documents.PutAsync($"key {i % 20}", new byte[100 + i]);
        await Eventually.UntilAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(data.FullName, "snapshots"), "*.snap").Length > 0));
        await site.StopAsync();
    }

    /// <summary>The keys that were recovered; null where the site refuses to start.</summary>
    private static async Task<string[]?> ReadAsync(DirectoryInfo data, string round)
    {
        // What is read is read by this thread, before the first wait.
        long before = GC.GetAllocatedBytesForCurrentThread();
        HaServerOptions options = new() { DataDirectory = data.FullName };
        try
        {
            SiteData opened = SiteData.Open(ServerPlanReader.Read(options, new Findings())!, SyncedFiles.Instance, TimeProvider.System, NullLogger.Instance);
            long took = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(took < MaxAllocatedBytes, $"{took} bytes were allocated in {round}");
            opened.Loop.Start();
            ReplicaState state = (await opened.Loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), HangGuard.Token)).Value;
            await opened.Loop.DisposeAsync();
            opened.Dispose();
            return [.. state.Documents.Select(document => document.Key)];
        }
        catch (HaServerException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Message);
            return null;
        }
    }

    private static string Spoil(DirectoryInfo data, FuzzDice dice)
    {
        string[] files = [.. Directory.GetFiles(data.FullName, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal)];
        string file = files[dice.Next(files.Length)];
        switch (dice.Next(8))
        {
            case 0:
                File.Delete(file);
                break;
            case 1:
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..dice.Next((int)new FileInfo(file).Length + 1)]);
                break;
            case 2:
                File.WriteAllBytes(file, File.ReadAllBytes(files[dice.Next(files.Length)]));
                break;
            default:
                File.WriteAllBytes(file, dice.Spoil(File.ReadAllBytes(file)));
                break;
        }
        return file;
    }

    private static DirectoryInfo Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (DirectoryInfo each in from.GetDirectories())
            Copy(each, to.CreateSubdirectory(each.Name));
        foreach (FileInfo file in from.GetFiles())
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        return to;
    }
}
