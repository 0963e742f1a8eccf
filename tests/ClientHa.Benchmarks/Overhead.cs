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
        CommandLine line = new(options);
        OverheadFigures figures = await MeasureAsync((int)line.Number("--pairs", 30));
        (double pickNs, double pickBytes) = PickCost.Measure();
        Dictionary<string, Interval> intervals = new()
        {
            ["ratioC1"] = figures.RatioC1,
            ["ratioC32"] = figures.RatioC32,
            ["extraCpuUsPerCall"] = figures.ExtraCpu,
            ["extraBytesPerCall"] = figures.ExtraBytes,
        };
        foreach ((string key, Interval value) in intervals)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key,-18} {value.Median:0.###} (95 %: {value})"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"pickNs",-18} {pickNs:0.###}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"pickBytes",-18} {pickBytes:0.###}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"bare: {figures.BareC1Us:0.0} us/call at 1, {figures.BareC32Us:0.0} us/call at 32, {figures.BareBytes:0} bytes/call; {figures.Pairs} pairs each"));
        if (line.Value("--json") is { } file)
        {
            Dictionary<string, double> json = new() { ["pickNs"] = pickNs, ["pickBytes"] = pickBytes };
            foreach ((string key, Interval value) in intervals)
                (json[key], json[$"{key}Low"], json[$"{key}High"]) = (value.Median, value.Low, value.High);
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(json));
        }
        return 0;
    }

    public static async Task<OverheadFigures> MeasureAsync(int pairs)
    {
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
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            return new(
                pairs, single.Ratio, many.Ratio, many.ExtraCpuMicroseconds, single.ExtraBytes,
                single.BareMicroseconds, many.BareMicroseconds, single.BareBytes);
        }
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
            Interval.Of(both.Select(pair => pair.Second.Seconds / pair.First.Seconds)),
            Interval.Of(both.Select(pair => (pair.Second.CpuSeconds - pair.First.CpuSeconds) / pair.First.Calls * 1e6)),
            Interval.Of(both.Select(pair => (double)(pair.Second.Bytes - pair.First.Bytes) / pair.First.Calls)),
            Interval.Of(bares.Select(each => each.Seconds / each.Calls * 1e6)).Median,
            Interval.Of(bares.Select(each => (double)each.Bytes / each.Calls)).Median);
    }

    private sealed record Comparison(
        Interval Ratio, Interval ExtraCpuMicroseconds, Interval ExtraBytes, double BareMicroseconds, double BareBytes);
}
