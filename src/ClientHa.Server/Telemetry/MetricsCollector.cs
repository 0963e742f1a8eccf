using System.Diagnostics.Metrics;

namespace ClientHa.Server.Telemetry;

/// <summary>
/// Listens to meters, and keeps what they measure until somebody collects it. It begins with the first collection: whoever collects
/// nothing pays nothing.
/// </summary>
internal sealed class MetricsCollector(Func<Meter, bool> isWanted) : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly List<MetricFamily> families = [];
    private bool isStarted;

    /// <summary>What has been measured so far, by name, as Prometheus reads it.</summary>
    public string Collect()
    {
        // The measurements of observed instruments come from in here, and the lock lets its own thread in again.
        lock (gate)
        {
            if (!isStarted)
                Start();
            families.ForEach(family => family.ForgetObserved());
            listener.RecordObservableInstruments();
            return PrometheusText.Of(families.OrderBy(family => family.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => listener.Dispose();

    private void Start()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (!isWanted(instrument.Meter))
                return;
            MetricFamily family = new(instrument);
            lock (gate)
                families.Add(family);
            listening.EnableMeasurementEvents(instrument, family);
        };
        listener.SetMeasurementEventCallback<double>((_, value, attributes, family) => Record(family, value, attributes));
        listener.SetMeasurementEventCallback<float>((_, value, attributes, family) => Record(family, value, attributes));
        listener.SetMeasurementEventCallback<long>((_, value, attributes, family) => Record(family, value, attributes));
        listener.SetMeasurementEventCallback<int>((_, value, attributes, family) => Record(family, value, attributes));
        listener.SetMeasurementEventCallback<short>((_, value, attributes, family) => Record(family, value, attributes));
        listener.SetMeasurementEventCallback<byte>((_, value, attributes, family) => Record(family, value, attributes));
        listener.SetMeasurementEventCallback<decimal>((_, value, attributes, family) => Record(family, (double)value, attributes));
        isStarted = true;
        listener.Start();
    }

    private void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        lock (gate)
            ((MetricFamily)family!).Record(value, attributes);
    }
}
