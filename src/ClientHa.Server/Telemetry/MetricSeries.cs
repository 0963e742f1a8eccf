namespace ClientHa.Server.Telemetry;

/// <summary>An instrument's measurements with the same attributes.</summary>
/// <param name="labels">In Prometheus's notation, without braces: <c>clientha_peer="site1"</c>.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets; empty for everything else.</param>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private readonly long[] buckets = new long[bounds.Length + 1];

    public string Labels => labels;

    /// <summary>The last measurement, or the sum of all.</summary>
    public double Value { get; private set; }

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>How many measurements were within each bound and above the one before it; the last number: above all.</summary>
    public IReadOnlyList<long> Buckets => buckets;

    public void Record(MetricKind kind, double value)
    {
        Value = kind is MetricKind.Gauge or MetricKind.ObservedCounter ? value : Value + value;
        if (kind == MetricKind.Histogram)
            buckets[Array.FindIndex(bounds, bound => value <= bound) is >= 0 and int within ? within : bounds.Length]++;
    }
}
