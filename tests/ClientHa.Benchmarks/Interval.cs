using System.Globalization;

namespace ClientHa.Benchmarks;

/// <summary>A median, and between which two of the values that of many more would lie in 95 of 100 cases.</summary>
internal readonly record struct Interval(double Low, double Median, double High)
{
    /// <summary>How far the binomial distribution of "is below the median" reaches in 95 % of cases, in standard deviations.</summary>
    private const double Deviations = 1.96;

    public static Interval Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int low = Math.Max(0, (int)((sorted.Length - (Deviations * Math.Sqrt(sorted.Length))) / 2));
        return new(sorted[low], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^(low + 1)]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:0.###} to {High:0.###}");
}
