using System.Diagnostics.Metrics;

namespace ClientHa.Server.Telemetry;

/// <summary>An instrument's kind, by its type.</summary>
internal static class MetricKinds
{
    public static MetricKind Of(Instrument instrument)
    {
        Type type = instrument.GetType().IsGenericType ? instrument.GetType().GetGenericTypeDefinition() : typeof(object);
        return type == typeof(Counter<>) ? MetricKind.Counter
            : type == typeof(ObservableCounter<>) ? MetricKind.ObservedCounter
            : type == typeof(UpDownCounter<>) ? MetricKind.UpDown
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }
}
