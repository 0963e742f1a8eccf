using System.Collections.Concurrent;
using System.Globalization;

using ClientHa.Services;
using Microsoft.Extensions.Logging;

namespace ClientHa.Samples.TwoSites;

/// <summary>
/// One client of many, with a handler of its own as each desktop program has: writes at a steady pace, reads, and watches what all
/// clients write. It knows nothing of sites.
/// </summary>
internal sealed class OfficeClient : IDisposable
{
    public const string Orders = "orders/";
    private const int WritesPerSecondOfAll = 200;
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(20);

    private readonly int number;
    private readonly TimeSpan writeInterval;
    private readonly DocumentsClient documents;
    private readonly Tally tally;
    private readonly ConcurrentDictionary<string, DocumentVersion> seen = [];
    private readonly TaskCompletionSource watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int duplicates;
    private int writes;

    public OfficeClient(int number, int clients, HaOptions options, Tally tally, ILoggerFactory? loggers)
    {
        (this.number, this.tally) = (number, tally);
        writeInterval = TimeSpan.FromSeconds((double)clients / WritesPerSecondOfAll);
        documents = new DocumentsClient(options, new ServiceClientOptions { LoggerFactory = loggers, Timeout = TimeSpan.FromSeconds(20) });
    }

    public HaStatus Status => documents.Handler.Status;

    /// <summary>Completes when the watch has begun: what is written from then on must be seen.</summary>
    public Task IsWatching => watching.Task;

    /// <summary>Orders that the watch has shown more than once.</summary>
    public int Duplicates => duplicates;

    public bool HasSeen(string key) => seen.ContainsKey(key);

    /// <summary>An order is written once, so that it must be seen once.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        WatchOptions options = new() { CursorMoved = _ => watching.TrySetResult() };
        try
        {
            await foreach (DocumentChange change in documents.WatchAsync(Orders, options, cancellationToken))
            {
                if (!seen.TryAdd(change.Key, change.Document.Version))
                    Interlocked.Increment(ref duplicates);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (HaCallException exception)
        {
            tally.WatchFailed(exception);
        }
    }

    /// <summary>Reads and writes side by side, until told to stop; then the calls under way end.</summary>
    public Task WorkAsync(CancellationToken stop, CancellationToken abort) => Task.WhenAll(WriteAsync(stop, abort), ReadAsync(stop, abort));

    public void Dispose() => documents.Dispose();

    /// <summary>Four of five writes are orders, which nobody else writes; the fifth is a setting, which all write.</summary>
    private async Task WriteAsync(CancellationToken stop, CancellationToken abort)
    {
        using PeriodicTimer pace = new(writeInterval);
        await Task.Delay(writeInterval * number / 20, abort);
        while (!stop.IsCancellationRequested)
        {
            int write = ++writes;
            string key = write % 5 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"settings/{write / 5 % 10}")
                : string.Create(CultureInfo.InvariantCulture, $"{Orders}{number:00}-{write:00000}");
            await tally.CallAsync(number == 0 ? documents.Handler : null, key, () => documents.PutAsync(key, $"client {number}, write {write}", cancellationToken: abort));
            await pace.WaitForNextTickAsync(abort);
        }
    }

    private async Task ReadAsync(CancellationToken stop, CancellationToken abort)
    {
        for (int read = 0; !stop.IsCancellationRequested; read++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"settings/{read % 10}");
            await tally.CallAsync(number == 0 ? documents.Handler : null, null, () => documents.GetAsync(key, abort));
            await Task.Delay(ReadPause, abort);
        }
    }
}
