using System.Globalization;
using ClientHa.Server.Keeping;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Log.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A site that is written to for ever on a disk that ends somewhere.</summary>
public sealed class GrowthTests : IDisposable
{
    private const int Keys = 40;
    private const int ValueBytes = 1_000;

    private static readonly StoreLimits Small = new()
    {
        SegmentBytes = 16 * 1024,
        LogBytesPerSnapshot = 64 * 1024,
        RetainedLogBytes = 64 * 1024,
        Interval = TimeSpan.FromMilliseconds(5),
        PauseAfterFailure = TimeSpan.FromMilliseconds(5),
    };

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-growth-");

    [Fact]
    public async Task A_log_is_cut_while_writing_goes_on_and_takes_no_more_than_what_is_kept_of_it()
    {
        // Two snapshots of the documents, what the older one needs of the log, what is retained, and as much again that is being written.
        const long Bound = (2 * Keys * 2 * ValueBytes) + (5 * 64 * 1024);
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: Small);
        CancellationToken guard = HangGuard.Token;
        long written = 0;
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(guard);
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; !stopping.IsCancellationRequested; i++)
            {
                await site.Documents.PutAsync((i % Keys).ToString(CultureInfo.InvariantCulture), new byte[ValueBytes], guard);
                Interlocked.Add(ref written, ValueBytes);
            }
        });

        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(2));
        long bytes;
        do
        {
            await again.WaitForNextTickAsync(CancellationToken.None);
            bytes = Bytes();
            Assert.False(guard.IsCancellationRequested, $"{bytes} bytes are on the disk after {Interlocked.Read(ref written)} were written; {Bound} are the bound.");
            Assert.False(writing.IsFaulted, $"{writing.Exception}");
        }
        while (Interlocked.Read(ref written) < 5 * Bound || bytes > Bound);
        await stopping.CancelAsync();
        await writing;
        Assert.Empty(DirectoryCheck.Run(directory.FullName).Damages);
    }

    [Fact]
    public async Task A_log_that_cannot_be_cut_sends_writers_elsewhere_at_its_limit_and_takes_writes_again_when_it_was()
    {
        const long Limit = 512 * 1024;
        FaultyFiles files = new();
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory, store: Small with { RetainedLogBytes = 0 }, maxLogBytes: Limit, files: files);
        SiteWarnings warnings = site.Services.GetRequiredService<SiteWarnings>();
        // The one that there is must not keep the log from being cut behind the next.
        while (directory.GetFiles("*.snap", SearchOption.AllDirectories).Length == 0)
            await site.Documents.PutAsync("key", new byte[ValueBytes], HangGuard.Token);
        files.OnCreate = (path, _) => ThrowIf(path.Contains("snapshots", StringComparison.Ordinal));

        HaUnavailableException refused = await Assert.ThrowsAsync<HaUnavailableException>(async () =>
        {
            for (int i = 0; i < 10 * Limit / ValueBytes; i++)
                await site.Documents.PutAsync("key", new byte[ValueBytes], HangGuard.Token);
        });
        Assert.Contains($"and MaxLogBytes allows {Limit}: it is cut when a snapshot has been written", refused.Message, StringComparison.Ordinal);
        Assert.InRange(Bytes(), Limit / 2, Limit + Small.SegmentBytes + Small.LogBytesPerSnapshot);
        Assert.NotNull(await site.Documents.GetAsync("key", HangGuard.Token));
        await Eventually.UntilAsync(() => Task.FromResult(warnings.All.Any(sentence => sentence.StartsWith("No snapshot could be written (No such luck)", StringComparison.Ordinal))));

        files.OnCreate = null;
        await Eventually.UntilAsync(async () => await Record.ExceptionAsync(() => site.Documents.PutAsync("key", new byte[1], HangGuard.Token)) is null);
        await Eventually.UntilAsync(() => Task.FromResult(warnings.All.Count == 0));
        Assert.InRange(Bytes(), 1, Limit);
    }

    private static void ThrowIf(bool refused)
    {
        if (refused)
            throw new IOException("No such luck");
    }

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>What was there when it was counted; files come and go meanwhile.</summary>
    private long Bytes() => directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file =>
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    });
}
