using System.Globalization;
using System.Text.Json;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Writes;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>The same writes through our sites and their peers, one store after the other, each on fresh disks; one table.</summary>
internal static class ServerComparison
{
    private const double TimesEtcd = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] options)
    {
        CommandLine line = new(options);
        Dictionary<string, ServerFigures> results = [];
        Console.WriteLine(ServerFigures.Header);
        foreach (ServerContender contender in line.Chosen("--only", ServerContender.All, contender => contender.Id))
        {
            if (await contender.MissingAsync() is { } missing)
            {
                await Console.Error.WriteLineAsync($"{contender.Name} is left out: {missing}.");
                continue;
            }
            results[contender.Id] = await MeasureAsync(contender, line.Has("--quick"));
            Console.WriteLine(results[contender.Id].Row(contender.Name, contender.IsWrittenOnly));
        }
        if (line.Value("--json") is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, Indented));
        return Judge(results);
    }

    private static async Task<ServerFigures> MeasureAsync(ServerContender contender, bool isQuick)
    {
        await using IStore store = await contender.StartAsync();
        IWriter[] writers = await Task.WhenAll(Enumerable.Range(0, contender.Connections)
            .Select(connection => store.ConnectAsync(contender.LoadSites[connection % contender.LoadSites.Length])));
        IWriter[] clients = [.. Enumerable.Range(0, ClosedWrites.Clients).Select(client => writers[client % writers.Length])];
        WriteFigures full = await ClosedWrites.RunAsync(clients, TimeSpan.FromSeconds(isQuick ? 3 : 8), TimeSpan.FromSeconds(isQuick ? 4 : 15));
        foreach (IWriter writer in writers)
            await writer.DisposeAsync();
        if (contender.IsWrittenOnly)
            return new(full, null, null, null, 0);
        double?[] behind = await Task.WhenAll(contender.LoadSites.Select(site => CatchUpAsync(store, site)));

        // Once more for what is compiled with it, and for what a store does when it has just been busy.
        await LagRun.RunAsync(store, "warm/", TimeSpan.FromSeconds(3));
        (Milliseconds lags, int unseen) = await LagRun.RunAsync(store, "lag/", TimeSpan.FromSeconds(isQuick ? 5 : 20));
        return new(full, behind.Contains(null) ? null : behind.Max(), lags.Rank(0.5), lags.Rank(0.99), unseen);
    }

    /// <summary>
    /// Writes once more, and waits for that at the other site: what came before it must be there then, because all of these stores
    /// carry it over in this order, or all at once.
    /// </summary>
    private static async Task<double?> CatchUpAsync(IStore store, int from)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"last/{from}/");
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long begin = MonotonicClock.Now;
        await using IAsyncDisposable watch = await store.WatchAsync(1 - from, prefix, (_, _) => over.TrySetResult());
        await using IWriter writer = await store.ConnectAsync(from);
        await writer.WriteAsync($"{prefix}write", new byte[ClosedWrites.ValueBytes]);
        await Task.WhenAny(over.Task, Task.Delay(Patience));
        return over.Task.IsCompleted ? (MonotonicClock.Now - begin) / 1e9 : null;
    }

    private static int Judge(Dictionary<string, ServerFigures> results)
    {
        if (!results.ContainsKey("clientha-one") || !results.ContainsKey("etcd"))
            return 0;
        Console.WriteLine();
        GoalSheet sheet = new();
        foreach ((string suffix, string how) in ((string, string)[])[("", "each by a connection of its own"), ("-shared", "by 4 connections")])
        {
            if (results.TryGetValue("clientha-one" + suffix, out ServerFigures? ours) && results.TryGetValue("etcd" + suffix, out ServerFigures? etcd))
                sheet.AtLeast($"durable writes/s of {ClosedWrites.Clients} clients at one site over those of etcd, {how}", ours.Full.PerSecond / etcd.Full.PerSecond, TimesEtcd, "×");
        }
        return sheet.End();
    }
}
