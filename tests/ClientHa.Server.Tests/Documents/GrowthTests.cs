using System.Globalization;
using ClientHa.Server.Keeping;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;

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
