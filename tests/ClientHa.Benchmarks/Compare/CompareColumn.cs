using System.Globalization;

namespace ClientHa.Benchmarks.Compare;

/// <summary>A figure by which contenders are compared: less is better.</summary>
/// <param name="Name">For people.</param>
/// <param name="Value">None, which is the worst, if null.</param>
/// <param name="Text">As it stands in the table.</param>
/// <param name="Level">What differs by less than this, or by a tenth, is level: two runs of one program do.</param>
internal sealed record CompareColumn(string Name, Func<Figures, double?> Value, Func<Figures, string> Text, double Level)
{
    /// <summary>Nobody can know of a fault before the first call that meets it.</summary>
    private const double OneOfEachClient = 20;

    private static readonly CompareColumn Failed = new("failed calls", figures => figures.Failed, figures => Number(figures.Failed), 0);

    public static IReadOnlyList<CompareColumn> All { get; } =
    [
        Failed,
        new("first success", figures => figures.FirstSuccessMs, figures => Time(figures.FirstSuccessMs), 50),
        new("none fails after", figures => figures.NoneFailsAfterMs, figures => figures.Failed == 0 ? "0" : Time(figures.NoneFailsAfterMs), 50),
        new("slowest call", figures => figures.SlowestMs, figures => Time(figures.SlowestMs), 100),
        new("slow calls from the 5th second on", figures => figures.SlowLate, figures => Number(figures.SlowLate), 0),
        new("calls sent to the dead site", figures => figures.SentToDead, Sent, OneOfEachClient),
    ];

    /// <summary>
    /// Whether it is the best or level with it. Only those are compared that fail as few calls as the best: who fails all of them at
    /// once is quick, and of no use.
    /// </summary>
    public bool IsLevel(Figures figures, IReadOnlyList<Figures> all)
    {
        if (this != Failed)
        {
            all = [.. all.Where(each => Failed.IsLevel(each, all))];
            if (!all.Contains(figures))
                return false;
        }

        // Where nobody has a figure, all are level.
        double best = all.Min(Value) ?? double.PositiveInfinity;
        return (Value(figures) ?? double.PositiveInfinity) <= best + Math.Max(Level, 0.1 * best);
    }

    private static string Sent(Figures figures) => figures.SentToDead is null ? "not counted"
        : $"{Number(figures.SentToDead.Value)}, {Number(figures.ConnectsToDead!.Value)} connects";

    private static string Time(double? milliseconds) => milliseconds switch
    {
        null => "never",
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000:0.0} s"),
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
