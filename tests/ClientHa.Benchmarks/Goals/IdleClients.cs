using System.Globalization;
using System.Net;
using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Goals;

/// <summary>
/// 1,000 handlers with two sites after one call each, in a process of its own that does nothing else. Prints bytes a handler.
/// </summary>
internal static class IdleClients
{
    private const int Handlers = 1_000;

    public static async Task<int> RunAsync(string sites)
    {
        IPEndPoint[] endPoints = [.. sites.Split(',').Select(IPEndPoint.Parse)];
        await MakeAsync(endPoints, 10);
        ProcessFigures before = ProcessFigures.Take();
        List<LoadClient> clients = await MakeAsync(endPoints, Handlers);
        ProcessFigures after = ProcessFigures.Take();
        double managed = (double)(after.HeapBytes - before.HeapBytes) / Handlers;
        double native = Math.Max(0, (double)(after.NativeBytes - before.NativeBytes) / Handlers);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle {managed:0} {native:0}"));
        GC.KeepAlive(clients);
        return 0;
    }

    private static async Task<List<LoadClient>> MakeAsync(IPEndPoint[] sites, int count)
    {
        List<LoadClient> clients = [];
        for (int i = 0; i < count; i++)
        {
            clients.Add(LoadClient.Create(LoadClient.ClientHa, sites));
            await clients[^1].CallAsync(TimeSpan.FromSeconds(10));
        }
        return clients;
    }
}
