namespace ClientHa.Cli;

/// <summary>
/// Rows in the shape in which the operators of a dual-centre set-up know their replication's state: headings, a rule, and cells
/// between bars.
/// </summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> rows = [];

    /// <summary>Puts colour around a cell, by its column's heading and its text; null: none.</summary>
    public Func<string, string, Colour?>? Paint { get; init; }

    public bool IsEmpty => rows.Count == 0;

    public void Add(params string[] cells) => rows.Add([.. cells.Select(Words.OnOneLine)]);

    public void WriteTo(TextWriter writer)
    {
        int[] widths = [.. headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max() + 2)];
        writer.WriteLine(string.Join(' ', headings.Select((heading, column) => heading.PadRight(widths[column]))).TrimEnd());
        writer.WriteLine(string.Join('+', widths.Select(width => new string('=', width))));
        foreach (string[] row in rows)
            writer.WriteLine(string.Join("| ", row.Select((cell, column) => Cell(cell, column, widths[column] - (column == 0 ? 0 : 1)))).TrimEnd());
    }

    private string Cell(string cell, int column, int width) =>
        (Paint?.Invoke(headings[column], cell) is { } colour ? colour.Around(cell) : cell) + new string(' ', width - cell.Length);
}
