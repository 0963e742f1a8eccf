namespace ClientHa.Benchmarks.Compare;

/// <summary>One line of the table.</summary>
internal sealed record CompareResult(string Fault, string Contender, bool IsOurs, Figures Figures);
