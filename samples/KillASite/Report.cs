using System.Globalization;
using System.Text.Json;
using ClientHa.Samples;
using Spectre.Console;

namespace KillASite;

/// <summary>The figures of all runs: as a table for people, as flat JSON for programs.</summary>
internal sealed class Report(IReadOnlyList<Result> results, string? interruption) : IReport
{
    public string ExitReason => interruption ?? results.FirstOrDefault(each => each.ExitReason != "ok")?.ExitReason ?? "ok";

    private double? Failover(Func<IEnumerable<double>, double> of)
    {
        double[] known = [.. results.Where(each => each.FailoverMs is not null).Select(each => each.FailoverMs!.Value)];
        return known.Length == 0 ? null : Math.Round(of(known), 1);
    }

    private double Slowest => results.Count == 0 ? 0 : Math.Round(results.Max(each => each.SlowestCallMs), 1);

    public void Show()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (results.Count == 0)
        {
            console.WriteLine($"Ended before the first run did: {ExitReason}. What was started is stopped.");
            return;
        }
        Table calls = new Table().Title("Calls").AddColumns("method", "kind", "calls", "failed", "slowest answer");
        foreach (CallKind kind in Enum.GetValues<CallKind>())
        {
            calls.AddRow(
                kind.ToString(),
                (Tally.IsIdempotent(kind) ? "idempotent" : "not idempotent") + (kind is CallKind.Find or CallKind.Book ? ", unary" : ", streaming"),
                Text(results.Sum(each => each.Tally.CallsOf(kind))),
                Text(results.Sum(each => each.Tally.FailedOf(kind))),
                $"{Text(results.Max(each => each.Tally.SlowestOf(kind).TotalMilliseconds))} ms");
        }
        console.Write(calls);
        Table figures = new Table().HideHeaders().AddColumns("figure", "value");
        figures.AddRow("first answer to the first client after the fault", $"{Failover(Median)} ms" + (results.Count > 1 ? $" (median of {results.Count} runs; worst {Failover(Enumerable.Max)} ms)" : ""));
        figures.AddRow("streams that went on where they broke", Text(results.Sum(each => each.Tally.ResumedStreams)));
        figures.AddRow("executed more than once", Text(results.Sum(each => each.ExecutedTwice)));
        figures.AddRow("share of the sites in %, before and after", $"{results[^1].Before} and {results[^1].After}");
        console.Write(figures);
        foreach (var (kind, message, count) in results.SelectMany(each => each.Tally.Messages).Take(10))
            console.WriteLine($"{count} × {kind}: {message}");
        console.WriteLine(ExitReason == "ok" ? "No idempotent call failed, and nothing ran twice." : $"Not good: {ExitReason}.");
    }

    public void Write(string file)
    {
        Dictionary<string, object?> flat = new()
        {
            ["calls"] = results.Sum(each => each.Calls),
            ["failedIdempotent"] = results.Sum(each => each.FailedIdempotent),
            ["failedOther"] = results.Sum(each => each.FailedOther),
            ["executedTwice"] = results.Sum(each => each.ExecutedTwice),
            ["stuck"] = results.Count(each => each.IsStuck),
            ["slowestCallMs"] = Slowest,
            ["failoverMs"] = Failover(Enumerable.Max),
            ["failoverMedianMs"] = Failover(Median),
            ["shares"] = results.Count == 0 ? null : $"{results[^1].Before} {results[^1].After}",
            ["runs"] = results.Count,
            ["exitReason"] = ExitReason,
        };
        File.WriteAllText(file, JsonSerializer.Serialize(flat));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
