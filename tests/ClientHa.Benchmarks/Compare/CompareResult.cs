namespace ClientHa.Benchmarks.Compare;

/// <summary>One line of the table.</summary>
internal sealed record CompareResult(string Fault, string Contender, bool IsOurs, bool Spreads, Figures Figures)
{
    /// <summary>What it is compared with, itself included.</summary>
    public IReadOnlyList<Figures> Rivals(IEnumerable<CompareResult> all) =>
        [.. all.Where(each => each.Fault == Fault && each.Spreads == Spreads).Select(each => each.Figures)];
}
