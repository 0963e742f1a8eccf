using System.Diagnostics.Metrics;
using ClientHa.Server.Telemetry;

namespace ClientHa.Server.Tests.Telemetry;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter meter = new("ClientHa.Server.Tests");
    private readonly MetricsCollector collector;

    public MetricsCollectorTests() => collector = new(wanted => wanted == meter);

    public void Dispose()
    {
        collector.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Each_kind_of_instrument_is_written_as_its_type()
    {
        meter.CreateObservableGauge("b.gauge", () => 2.5, "s", "Two\nlines.");
        meter.CreateObservableCounter("c.sum", () => 7L);
        Counter<int> counter = meter.CreateCounter<int>("a.count");
        UpDownCounter<long> upDown = meter.CreateUpDownCounter<long>("d.level");
        collector.Collect();
        counter.Add(3);
        counter.Add(4);
        upDown.Add(5);
        upDown.Add(-7);

        Assert.Equal(
            """
            # TYPE a_count_total counter
            a_count_total 7
            # HELP b_gauge_seconds Two\nlines.
            # TYPE b_gauge_seconds gauge
            b_gauge_seconds 2.5
            # TYPE c_sum_total counter
            c_sum_total 7
            # TYPE d_level gauge
            d_level -2

            """,
            collector.Collect());
    }

    [Fact]
    public void A_histograms_buckets_add_up()
    {
        Histogram<double> histogram = meter.CreateHistogram("h", "s", "", [], new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        collector.Collect();
        foreach (double value in (double[])[0.05, 0.1, 0.5, 3])
            histogram.Record(value, new KeyValuePair<string, object?>("disk", "a"));

        Assert.Equal(
            """
            # TYPE h_seconds histogram
            h_seconds_bucket{disk="a",le="0.1"} 2
            h_seconds_bucket{disk="a",le="1"} 3
            h_seconds_bucket{disk="a",le="+Inf"} 4
            h_seconds_sum{disk="a"} 3.65
            h_seconds_count{disk="a"} 4

            """,
            collector.Collect());
    }

    [Fact]
    public void What_is_no_longer_observed_is_no_longer_shown()
    {
        string[] peers = ["site1", "site2"];
        meter.CreateObservableGauge("lag", () => peers.Select(peer => new Measurement<double>(1, new KeyValuePair<string, object?>("peer", peer))));
        Assert.Contains("site2", collector.Collect(), StringComparison.Ordinal);

        peers = ["site1"];
        string text = collector.Collect();
        Assert.Contains("site1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("site2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_of_ever_new_values_does_not_grow_without_end()
    {
        Counter<int> counter = meter.CreateCounter<int>("calls");
        collector.Collect();
        for (int i = 0; i < MetricFamily.MaxSeries + 100; i++)
            counter.Add(1, new KeyValuePair<string, object?>("caller", i));

        Assert.Equal(MetricFamily.MaxSeries, collector.Collect().Split('\n').Count(line => line.StartsWith("calls_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Other_meters_are_left_alone()
    {
        using Meter other = new("ClientHa.Server.Tests");
        other.CreateObservableGauge("theirs", () => 1);

        Assert.Equal("", collector.Collect());
    }
}
