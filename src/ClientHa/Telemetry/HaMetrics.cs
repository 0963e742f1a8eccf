using System.Diagnostics.Metrics;

namespace ClientHa.Telemetry;

/// <summary>What is counted and measured. All clients of a process share it.</summary>
internal sealed class HaMetrics(Meter meter)
{
    public static HaMetrics Shared { get; } = new(new Meter(TelemetryNames.Source));

    public Histogram<double> AttemptDuration { get; } = meter.CreateHistogram<double>(
        TelemetryNames.AttemptDuration, "s", "From the start of an attempt to its response headers or its failure.");

    public Counter<long> Failovers { get; } = meter.CreateCounter<long>(
        TelemetryNames.Failovers, "{failover}", "Calls that went on at another site.");

    public Counter<long> Ejections { get; } = meter.CreateCounter<long>(
        TelemetryNames.Ejections, "{ejection}", "Sites that failed and were left alone for the reconnect delay.");
}
