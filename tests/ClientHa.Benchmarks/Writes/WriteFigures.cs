namespace ClientHa.Benchmarks.Writes;

/// <summary>How many writes were acknowledged in a second, and what each took, in milliseconds.</summary>
internal readonly record struct WriteFigures(double PerSecond, double P50, double P99);
