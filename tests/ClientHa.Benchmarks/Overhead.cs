using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ClientHa.Benchmarks;

/// <summary>What <see cref="HaHttpHandler"/> adds to a bare <see cref="SocketsHttpHandler"/>: alternating pairs, medians.</summary>
internal static class Overhead
{
    private const int WarmUpCalls = 150_000;

    public static async Task<int> RunAsync(string[] options)
    {
        string? json = Option(options, "--json");
        int pairs = int.Parse(Option(options, "--pairs") ?? "61", CultureInfo.InvariantCulture);
        (Process server, int port) = EchoServer.Start();
        using (server)
        {
            Uri address = new($"http://127.0.0.1:{port}");
            using SocketsHttpHandler bareHandler = new() { EnableMultipleHttp2Connections = true, UseProxy = false };
            using HaHttpHandler haHandler = new(new HaOptions { Servers = { $"127.0.0.1:{port}" } });
            using UnaryLoad bare = new(bareHandler, address);
            using UnaryLoad ha = new(haHandler, haHandler.Address);
            Comparison single = await CompareAsync(bare, ha, pairs, calls: 4_000, concurrency: 1);
            Comparison many = await CompareAsync(bare, ha, pairs, calls: 16_000, concurrency: 32);
            (double pickNs, double pickBytes) = PickCost.Measure();
            Dictionary<string, double> result = new()
            {
                ["ratioC1"] = single.Ratio,
                ["ratioC32"] = many.Ratio,
                ["extraCpuUsPerCall"] = many.ExtraCpuMicroseconds,
                ["extraBytesPerCall"] = single.ExtraBytes,
                ["pickNs"] = pickNs,
                ["pickBytes"] = pickBytes,
            };
            foreach ((string key, double value) in result)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key,-18} {value:0.###}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"bare: {single.BareMicroseconds:0.0} us/call at 1, {many.BareMicroseconds:0.0} us/call at 32, {single.BareBytes:0} bytes/call; {pairs} pairs each"));
            if (json is not null)
                await File.WriteAllTextAsync(json, JsonSerializer.Serialize(result));
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
        return 0;
    }

    private static async Task<Comparison> CompareAsync(UnaryLoad bare, UnaryLoad ha, int pairs, int calls, int concurrency)
    {
        await bare.RunAsync(WarmUpCalls, concurrency);
        await ha.RunAsync(WarmUpCalls, concurrency);
        await bare.RunAsync(WarmUpCalls, concurrency);
        await ha.RunAsync(WarmUpCalls, concurrency);
        List<UnaryLoad.Result> bares = [];
        List<UnaryLoad.Result> has = [];
        for (int i = 0; i < pairs; i++)
        {
            // Which one goes first changes, or a drift of the machine would count for one of them.
            if (i % 2 == 0)
                bares.Add(await bare.RunAsync(calls, concurrency));
            has.Add(await ha.RunAsync(calls, concurrency));
            if (i % 2 != 0)
                bares.Add(await bare.RunAsync(calls, concurrency));
        }
        var both = bares.Zip(has).ToArray();
        return new(
            Median(both.Select(pair => pair.Second.Seconds / pair.First.Seconds)),
            Median(both.Select(pair => (pair.Second.CpuSeconds - pair.First.CpuSeconds) / pair.First.Calls * 1e6)),
            Median(both.Select(pair => (double)(pair.Second.Bytes - pair.First.Bytes) / pair.First.Calls)),
            Median(bares.Select(each => each.Seconds / each.Calls * 1e6)),
            Median(bares.Select(each => (double)each.Bytes / each.Calls)));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string? Option(string[] options, string name)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    private sealed record Comparison(
        double Ratio, double ExtraCpuMicroseconds, double ExtraBytes, double BareMicroseconds, double BareBytes);
}
