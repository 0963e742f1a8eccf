using System.Globalization;
using System.Net.Http.Headers;

namespace ClientHa.Attempts;

/// <summary>The headers of gRPC's protocol that failover goes by, read without parsing or allocating where that can be.</summary>
internal static class GrpcHeaders
{
    public const int ResourceExhausted = 8;
    public const int Unknown = 2;
    public const int Internal = 13;
    public const int Unavailable = 14;
    public const int DataLoss = 15;

    private const int StatusLength = 11;
    private const int ElsewhereLength = 18;
    private const string GrpcType = "application/grpc";

    public const string StatusName = "grpc-status";
    public const string TimeoutName = "grpc-timeout";
    public const string PreviousAttemptsName = "grpc-previous-rpc-attempts";
    public const string PushbackName = "grpc-retry-pushback-ms";
    public const string IdempotencyKeyName = "idempotency-key";

    /// <summary>Our servers' hint that the call was not processed and why; see client.md's failure table.</summary>
    public const string ElsewhereName = "clientha-elsewhere";

    public static int? Status(HttpHeaders headers) =>
        Value(headers, StatusName) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? status
            : null;

    public static string? Value(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    /// <summary>Whether a header stands here that may be one of those that an answer is judged by: told by the lengths of names.</summary>
    public static bool MayDecide(HttpHeaders headers)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
        {
            if (header.Key.Length is StatusLength or ElsewhereLength)
                return true;
        }
        return false;
    }

    /// <summary>Copies headers as they are, unparsed. One value is taken as a text, since a list would be boxed.</summary>
    public static void CopyTo(this HttpHeaders from, HttpHeaders to)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in from.NonValidated)
            Add(to, header.Key, header.Value);
    }

    public static void Add(HttpHeaders headers, string name, HeaderStringValues values)
    {
        if (values.Count == 1)
            headers.TryAddWithoutValidation(name, values.ToString());
        else
            headers.TryAddWithoutValidation(name, values);
    }

    public static bool IsGrpc(HttpContent? content) =>
        content is not null &&
        Value(content.Headers, "Content-Type") is { } type &&
        (ReferenceEquals(type, GrpcType) || type.StartsWith(GrpcType, StringComparison.OrdinalIgnoreCase));

    /// <summary>gRPC over HTTP/2: up to eight digits and a unit. Null for none, and for one that no server would take.</summary>
    public static TimeSpan? Timeout(HttpHeaders headers)
    {
        if (Value(headers, TimeoutName) is not { Length: >= 2 and <= 9 } text ||
            !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return null;
        }
        return text[^1] switch
        {
            'H' => TimeSpan.FromTicks(count * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(count * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(count / 100),
            _ => null,
        };
    }

    /// <summary>Rounded up, in the finest unit that eight digits can hold.</summary>
    public static string TimeoutText(TimeSpan timeout)
    {
        long ticks = Math.Max(timeout.Ticks, 1);
        foreach ((long ticksPerUnit, char unit) in
            (ReadOnlySpan<(long, char)>)[
                (TimeSpan.TicksPerMicrosecond, 'u'), (TimeSpan.TicksPerMillisecond, 'm'),
                (TimeSpan.TicksPerSecond, 'S'), (TimeSpan.TicksPerMinute, 'M')])
        {
            long count = 1 + ((ticks - 1) / ticksPerUnit);
            if (count <= 99_999_999)
                return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min(1 + ((ticks - 1) / TimeSpan.TicksPerHour), 99_999_999)}H");
    }
}
