namespace ClientHa.Cli;

/// <summary>A counter as an object of JSON.</summary>
internal sealed record CounterLine(string Counter, long Total);
