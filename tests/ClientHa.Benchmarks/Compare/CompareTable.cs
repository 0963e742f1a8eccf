using System.Globalization;

namespace ClientHa.Benchmarks.Compare;

/// <summary>The figures as Markdown, a line for each contender in each fault; the best of a fault are bold, and so is who is level.</summary>
internal static class CompareTable
{
    public const string Header = """
        | fault | client | calls | failed | first success | none fails after | slowest call | slow from the 5th s on | sent to the dead site |
        |---|---|---|---|---|---|---|---|---|
        """;

    public static string Row(string fault, string contender, Figures figures, IReadOnlyList<Figures> all) => string.Join(" | ",
        [
            $"| {fault}",
            contender,
            Text(figures.Calls),
            .. CompareColumn.All.Select(column => Cell(column, figures, all)),
        ]) + " |";

    private static string Cell(CompareColumn column, Figures figures, IReadOnlyList<Figures> all)
    {
        string text = column.Text(figures);
        return column.IsLevel(figures, all) ? $"**{text}**" : text;
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
