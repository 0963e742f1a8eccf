using System.Diagnostics.Metrics;

namespace ClientHa.Server.Telemetry;

/// <summary>All that was measured with one instrument. Not safe for use by many threads.</summary>
internal sealed class MetricFamily(Instrument instrument)
{
    /// <summary>An attribute of many values would grow without end: what comes beyond is left out.</summary>
    public const int MaxSeries = 1_000;

    /// <summary>Seconds, from a fast disk's sync to what nobody waits for.</summary>
    private static readonly double[] defaultBounds =
        [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly double[] bounds = MetricKinds.Of(instrument) == MetricKind.Histogram
        ? (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? defaultBounds
        : [];

    public MetricKind Kind { get; } = MetricKinds.Of(instrument);

    public string Name { get; } = PrometheusName.Of(instrument.Name, instrument.Unit, MetricKinds.Of(instrument));

    public string Description => instrument.Description ?? "";

    public IEnumerable<MetricSeries> Series => series.Values;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        string labels = PrometheusName.Labels(attributes);
        if (!series.TryGetValue(labels, out MetricSeries? one))
        {
            if (series.Count >= MaxSeries)
                return;
            series[labels] = one = new(labels, bounds);
        }
        one.Record(Kind, value);
    }

    /// <summary>What is observed is observed anew each time: a link that is gone must not go on being shown.</summary>
    public void ForgetObserved()
    {
        if (instrument.IsObservable)
            series.Clear();
    }
}
