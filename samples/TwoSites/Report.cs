using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace ClientHa.Samples.TwoSites;

/// <summary>The figures of all runs: as a table for people, as flat JSON for programs.</summary>
internal sealed class Report(IReadOnlyList<Result> results, string? interruption) : IReport
{
    private readonly double[] lags = [.. results.SelectMany(each => each.LagMs).Order()];

    public string ExitReason => interruption ?? results.FirstOrDefault(each => each.ExitReason != "ok")?.ExitReason ?? "ok";

    private double[] Failovers => [.. results.Where(each => each.FailoverMs is not null).Select(each => each.FailoverMs!.Value).Order()];

    public void Show()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (results.Count == 0)
        {
            console.WriteLine($"Ended before the first run did: {ExitReason}. What was started is stopped.");
            return;
        }
        string runs = results.Count > 1 ? $" (worst of {results.Count} runs)" : "";
        Table table = new Table().HideHeaders().AddColumns("figure", "value");
        table.AddRow("calls (reads and writes), and failed ones", $"{Text(results.Sum(each => each.Calls))}, {Text(results.Sum(each => each.FailedCalls))}");
        table.AddRow("slowest call" + runs, $"{Text(results.Max(each => each.SlowestCallMs))} ms");
        table.AddRow("first answer to the first client after the fault" + runs, $"{Share(Failovers, 1)} ms");
        table.AddRow("a write shows at the other site, half / 99 % of them", $"{Share(lags, 0.5)} / {Share(lags, 0.99)} ms");
        table.AddRow("acknowledged, not replicated yet at the fault" + runs, Text(results.Max(each => each.UnreplicatedAtHarm)));
        table.AddRow("acknowledged and missing in the end", Text(results.Sum(each => each.LostWrites)));
        table.AddRow("watches: changes missed / shown twice", $"{Text(results.Sum(each => each.WatchGaps))} / {Text(results.Sum(each => each.WatchDuplicates))}");
        table.AddRow("documents at each site in the end, and are they equal", $"{Text(results[^1].Documents)}, {(results.All(each => each.SitesEqual) ? "yes" : "NO")}");
        console.Write(table);
        foreach ((string message, int count) in results.SelectMany(each => each.Errors).Take(10))
            console.WriteLine($"{count} × {message}");
        console.WriteLine(ExitReason == "ok" ? "No call failed, no watch missed or repeated a change, and the sites are equal." : $"Not good: {ExitReason}.");
    }

    public void Write(string file)
    {
        Dictionary<string, object?> flat = new()
        {
            ["calls"] = results.Sum(each => each.Calls),
            ["failedCalls"] = results.Sum(each => each.FailedCalls),
            ["slowestCallMs"] = results.Count == 0 ? 0 : Math.Round(results.Max(each => each.SlowestCallMs), 1),
            ["failoverMs"] = Share(Failovers, 1),
            ["lagP50Ms"] = Share(lags, 0.5),
            ["lagP99Ms"] = Share(lags, 0.99),
            ["documents"] = results.Count == 0 ? 0 : results[^1].Documents,
            ["sitesEqual"] = results.Count > 0 && results.All(each => each.SitesEqual),
            ["watchGaps"] = results.Sum(each => each.WatchGaps),
            ["watchDuplicates"] = results.Sum(each => each.WatchDuplicates),
            ["lostWrites"] = results.Sum(each => each.LostWrites),
            ["unreplicatedAtFault"] = results.Count == 0 ? 0 : results.Max(each => each.UnreplicatedAtHarm),
            ["lagSamples"] = lags.Length,
            ["runs"] = results.Count,
            ["exitReason"] = ExitReason,
        };
        File.WriteAllText(file, JsonSerializer.Serialize(flat));
    }

    /// <summary>The value that this share of the sorted values doesn't pass.</summary>
    private static double? Share(double[] sorted, double share) =>
        sorted.Length == 0 ? null : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1], 1);

    private static string Text(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
