using System.Diagnostics.Metrics;

namespace ClientHa.Server.Telemetry;

/// <summary>What is measured when it happens. The rest is observed when somebody asks: see <see cref="SiteMetrics"/>.</summary>
internal sealed class SiteInstruments
{
    private readonly Histogram<double> syncs;

    public SiteInstruments(IMeterFactory factory)
    {
        Meter = factory.Create(ServerTelemetry.Meter);
        syncs = Meter.CreateHistogram<double>(
            ServerTelemetry.LogSyncDuration, "s", "How long the disk took to make a batch of operations durable.");
    }

    /// <summary>Of this host alone: a process may run several.</summary>
    public Meter Meter { get; }

    public void Synced(TimeSpan took) => syncs.Record(took.TotalSeconds);
}
