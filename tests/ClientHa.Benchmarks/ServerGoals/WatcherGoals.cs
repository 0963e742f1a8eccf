using System.Net;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;
using ClientHa.Services;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>A thousand watchers at one site, each a client with a connection of its own, and one change.</summary>
internal static class WatcherGoals
{
    private const int Watchers = 1_000;

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using TemporaryFolder folder = TemporaryFolder.Create("watchers");
        await using MasterSite site = MasterSite.Launch(0, folder.In("site0"), new(IPAddress.Loopback, FreePort.Find()));
        await site.ServingAsync();
        using CancellationTokenSource end = new();
        CountdownEvent ready = new(Watchers), seen = new(Watchers);
        DocumentsClient[] clients = [.. Enumerable.Range(0, Watchers).Select(_ => site.Documents())];
        Task[] watches = [.. clients.Select(client => WatchAsync(client, ready, seen, end.Token))];
        await Task.Run(ready.Wait);

        Milliseconds times = new();
        using DocumentsClient writer = site.Documents();
        for (int i = 0; i <= (isQuick ? 5 : 20); i++)
        {
            seen.Reset();
            long begin = MonotonicClock.Now;
            Task write = writer.PutAsync("watched", new byte[ClosedWrites.ValueBytes]);
            await Task.Run(seen.Wait);
            // The first is to compile what delivers it.
            if (i > 0)
                times.Add(MonotonicClock.Now - begin);
            await write;
        }
        await end.CancelAsync();
        await Task.WhenAll(watches).ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (DocumentsClient client in clients)
            client.Dispose();
        sheet.AtMost($"{Watchers:N0} watchers at one site, one change: at all of them, the slowest of {times.Count} (p50 {times.Rank(0.5):0} ms)", times.Rank(1), 500, " ms");
    }

    private static async Task WatchAsync(DocumentsClient client, CountdownEvent ready, CountdownEvent seen, CancellationToken end)
    {
        int first = 0;
        WatchOptions options = new()
        {
            FromNow = true,
            CursorMoved = _ =>
            {
                if (first++ == 0)
                    ready.Signal();
            },
        };
        await foreach (DocumentChange _ in client.WatchAsync("watched", options, end))
            seen.Signal();
    }
}
