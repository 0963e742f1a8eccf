using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ClientHa.Services;

namespace ClientHa.Samples.TwoSites;

/// <summary>
/// How long a write takes to show at the other site: from the call of the put at one to the change in a watch at the other, so that
/// the put's own time and both clients' are in it. Runs only while both sites are up and caught up.
/// </summary>
internal sealed class LagMeter(SiteProbe from, SiteProbe to)
{
    private const string Prefix = "lag/";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<string, long> sent = [];
    private readonly ConcurrentQueue<double> samples = [];
    private int count;

    public double[] Samples() => [.. samples.Order()];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task watch = WatchAsync(watching, cancellationToken);
        try
        {
            await watching.Task.WaitAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                string key = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{++count}");
                sent[key] = Stopwatch.GetTimestamp();
                await from.Documents.PutAsync(key, "", cancellationToken: cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
        await watch;
    }

    private async Task WatchAsync(TaskCompletionSource watching, CancellationToken cancellationToken)
    {
        WatchOptions options = new() { FromNow = true, CursorMoved = _ => watching.TrySetResult() };
        try
        {
            await foreach (DocumentChange change in to.Documents.WatchAsync(Prefix, options, cancellationToken))
            {
                if (sent.TryRemove(change.Key, out long start))
                    samples.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
