using System.Globalization;
using System.Text;

namespace ClientHa.Server.Telemetry;

/// <summary>
/// Names and labels as Prometheus has them: <c>clientha.replication.lag</c> in <c>s</c> is <c>clientha_replication_lag_seconds</c>,
/// by the rules of OpenTelemetry's specification for Prometheus compatibility.
/// </summary>
internal static class PrometheusName
{
    public static string Of(string name, string? unit, MetricKind kind)
    {
        StringBuilder text = new(Clean(name));
        Append(text, Unit(unit));
        if (kind is MetricKind.Counter or MetricKind.ObservedCounter)
            Append(text, "total");
        return text.ToString();
    }

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        if (attributes.IsEmpty)
            return "";
        StringBuilder text = new();
        foreach ((string name, object? value) in attributes)
            text.Append(text.Length == 0 ? "" : ",").Append(Clean(name)).Append("=\"").Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        return text.ToString();
    }

    public static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void Append(StringBuilder text, string part)
    {
        if (part.Length > 0 && !text.ToString().EndsWith("_" + part, StringComparison.Ordinal))
            text.Append('_').Append(part);
    }

    private static string Unit(string? unit) => unit switch
    {
        null or "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        // What is counted stands in the name.
        ['{', ..] => "",
        _ => Clean(unit),
    };

    private static string Clean(string name) =>
        string.Create(name.Length, name, static (text, from) =>
        {
            for (int i = 0; i < from.Length; i++)
                text[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        });
}
