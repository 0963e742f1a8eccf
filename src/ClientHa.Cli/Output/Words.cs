using System.Globalization;
using System.Text;

namespace ClientHa.Cli;

/// <summary>Values as people read them.</summary>
internal static class Words
{
    /// <summary>A text on one line: control characters are escaped.</summary>
    public static string OnOneLine(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        StringBuilder line = new(text.Length + 16);
        foreach (char character in text)
        {
            _ = character switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when char.IsControl(character) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => line.Append(character),
            };
        }
        return line.ToString();
    }

    /// <summary>A span in its two greatest units: <c>7s</c>, <c>4m 10s</c>, <c>2h 5m</c>, <c>3d 4h</c>.</summary>
    public static string Span(TimeSpan span)
    {
        span = span < TimeSpan.Zero ? TimeSpan.Zero : span;
        return span.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s")
            : span.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m {span.Seconds}s")
            : span.TotalDays < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h {span.Minutes}m")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Days}d {span.Hours}h");
    }

    /// <summary>A lag, which is mostly a few milliseconds.</summary>
    public static string Lag(TimeSpan lag) => lag < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{lag.TotalMilliseconds:0}ms")
        : Span(lag);
}
