using System.Diagnostics.Metrics;
using ClientHa.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary><c>/metrics</c>: what the site measures, and what the runtime says of the process, for Prometheus.</summary>
internal sealed class MetricsPage : IOperatorPages, IDisposable
{
    private readonly MetricsCollector collector;

    /// <param name="metrics">Wanted for the instruments that it has made.</param>
    public MetricsPage(SiteInstruments instruments, SiteMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        collector = new(meter => ReferenceEquals(meter, instruments.Meter) || IsRuntime(meter));
    }

    public IEnumerable<OperatorRoute> Routes => [new(HttpMethods.Get, "/metrics", OperatorRole.Viewer, AnswerAsync)];

    public void Dispose() => collector.Dispose();

    private Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(collector.Collect(), http.RequestAborted);
    }

    /// <summary>Memory, processor time and collections, as .NET has them for every process.</summary>
    private static bool IsRuntime(Meter meter) => meter.Name == "System.Runtime";
}
