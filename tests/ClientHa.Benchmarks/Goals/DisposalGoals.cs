using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Sites;

namespace ClientHa.Benchmarks.Goals;

/// <summary>
/// What is left of handlers that are disposed of in the midst of a fault: the first site is frozen, calls wait, and probes are under
/// way. A moment is given to what ends by itself, such as a probe's last second.
/// </summary>
internal static class DisposalGoals
{
    private const int Handlers = 50;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using SitePair sites = await SitePair.StartAsync();

        // Twice: what the runtime makes once for all clients is there after the first time.
        await UseAsync(sites);
        await Task.Delay(Moment);
        ProcessFigures before = ProcessFigures.Take();
        WeakReference[] handlers = await UseAsync(sites);
        long begin = MonotonicClock.Now;
        ProcessFigures after;
        do
        {
            await Task.Delay(100);
            after = ProcessFigures.Take();
        }
        while (MonotonicClock.Now - begin < Moment.TotalNanoseconds
            && !(IsBack(before, after) && handlers.All(handler => !handler.IsAlive)));
        string what = $"{Handlers} handlers disposed of in a fault:";
        sheet.AtMost($"{what} sockets left", after.Sockets - before.Sockets, 0);
        sheet.AtMost($"{what} timers left", after.Timers - before.Timers, 0);
        sheet.AtMost($"{what} threads left", after.Threads - before.Threads, 0);
        sheet.AtMost($"{what} handlers that something still holds", handlers.Count(handler => handler.IsAlive), 0);
    }

    private static bool IsBack(ProcessFigures before, ProcessFigures after) =>
        after.Sockets <= before.Sockets && after.Timers <= before.Timers && after.Threads <= before.Threads;

    private static async Task<WeakReference[]> UseAsync(SitePair sites)
    {
        LoadClient[] clients = [.. Enumerable.Range(0, Handlers).Select(_ => LoadClient.Create(LoadClient.ClientHa, SitePair.EndPoints))];
        using CancellationTokenSource stop = new();
        Task load = new PacedLoad(clients, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), _ => { }).RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await sites[0].FreezeAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        foreach (LoadClient client in clients)
            client.Dispose();
        await stop.CancelAsync();
        await load;
        await sites[0].ThawAsync();
        return [.. clients.Select(client => new WeakReference(client.Handler))];
    }
}
