using System.Globalization;
using ClientHa.Benchmarks.Writes;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>What one store did; the later figures say nothing of one that replicates to nobody.</summary>
/// <param name="Full">Under the full load.</param>
/// <param name="BehindSeconds">How long after it the last write showed at the other site; null: not within the patience.</param>
/// <param name="LagP50">Of a steady load, in milliseconds; null: nothing showed.</param>
/// <param name="Unseen">Acknowledged writes of the steady load that had not shown a minute after it.</param>
internal sealed record ServerFigures(WriteFigures Full, double? BehindSeconds, double? LagP50, double? LagP99, int Unseen)
{
    public const string Header = """
        | store | durable writes/s | p50 | p99 | all over after | lag p50 | lag p99 | not over after a minute |
        |---|---|---|---|---|---|---|---|
        """;

    public string Row(string name, bool isWrittenOnly)
    {
        string full = string.Create(CultureInfo.InvariantCulture, $"| {name} | {Full.PerSecond:N0} | {Full.P50:0.0} ms | {Full.P99:0.0} ms |");
        return isWrittenOnly ? $"{full} | | | |" : string.Create(
            CultureInfo.InvariantCulture, $"{full} {Seconds(BehindSeconds)} | {Milliseconds(LagP50)} | {Milliseconds(LagP99)} | {Unseen:N0} |");
    }

    private static string Seconds(double? seconds) => seconds is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some:0.0} s") : "never";

    private static string Milliseconds(double? time) => time is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some:0.0} ms") : "never";
}
