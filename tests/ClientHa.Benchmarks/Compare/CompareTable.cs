using System.Globalization;

namespace ClientHa.Benchmarks.Compare;

/// <summary>The figures as Markdown, a line for each contender in each fault; the best are bold, and who is level with them.</summary>
internal static class CompareTable
{
    public const string Header = """
        | fault | client | calls | failed | first success | none fails after | slowest call | slow from the 5th s on | sent to the dead site |
        |---|---|---|---|---|---|---|---|---|
        """;

    public static string Row(string fault, string contender, Figures figures, IReadOnlyList<Figures> rivals) => string.Join(" | ",
        [
            $"| {fault}",
            contender,
            Text(figures.Calls),
            .. CompareColumn.All.Select(column => Cell(column, figures, rivals)),
        ]) + " |";

    private static string Cell(CompareColumn column, Figures figures, IReadOnlyList<Figures> rivals)
    {
        string text = column.Text(figures);
        return column.IsLevel(figures, rivals) ? $"**{text}**" : text;
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
