using System.Globalization;
using System.Text;

namespace ClientHa.Server.Telemetry;

/// <summary>Metrics as text, in Prometheus's exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IEnumerable<MetricFamily> families)
    {
        StringBuilder text = new();
        foreach (MetricFamily family in families.Where(family => family.Series.Any()))
        {
            if (family.Description.Length > 0)
                text.Append("# HELP ").Append(family.Name).Append(' ').Append(Help(family.Description)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(Type(family.Kind)).Append('\n');
            foreach (MetricSeries series in family.Series)
                Write(text, family, series);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        if (family.Kind != MetricKind.Histogram)
        {
            Line(text, family.Name, series.Labels, series.Value);
            return;
        }
        long count = 0;
        for (int i = 0; i < series.Buckets.Count; i++)
        {
            count += series.Buckets[i];
            string bound = i < series.Bounds.Count ? Number(series.Bounds[i]) : "+Inf";
            Line(text, family.Name + "_bucket", $"{series.Labels}{(series.Labels.Length == 0 ? "" : ",")}le=\"{bound}\"", count);
        }
        Line(text, family.Name + "_sum", series.Labels, series.Value);
        Line(text, family.Name + "_count", series.Labels, count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Type(MetricKind kind) => kind switch
    {
        MetricKind.Counter or MetricKind.ObservedCounter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Help(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
