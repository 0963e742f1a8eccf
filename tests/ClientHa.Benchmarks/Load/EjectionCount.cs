using System.Diagnostics.Metrics;

namespace ClientHa.Benchmarks.Load;

/// <summary>How often the clients of this process have ejected a site, by their own metric.</summary>
internal sealed class EjectionCount : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public EjectionCount()
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Name == Telemetry.TelemetryNames.Ejections)
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => Interlocked.Add(ref count, measured));
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
