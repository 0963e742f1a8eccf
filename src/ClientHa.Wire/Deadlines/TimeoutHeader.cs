using System.Globalization;

namespace ClientHa.Wire;

/// <summary><c>grpc-timeout</c>: at most 8 digits and a unit (grpc/doc/PROTOCOL-HTTP2.md, "Timeout").</summary>
internal static class TimeoutHeader
{
    private const long MaxValue = 99_999_999;
    private const long NanosecondsPerTick = 100;

    /// <summary>Unit and ticks of one; the nanosecond, shorter than a tick, stands apart.</summary>
    private static readonly (char Unit, long Ticks)[] s_units =
    [
        ('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>The finest unit that fits, rounded up: the server never gives up before the client does.</summary>
    public static string Encode(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        if (timeout.Ticks <= MaxValue / NanosecondsPerTick)
            return Format(timeout.Ticks * NanosecondsPerTick, 'n');

        foreach (var (unit, ticks) in s_units)
        {
            var value = (timeout.Ticks - 1) / ticks + 1;
            if (value <= MaxValue)
                return Format(value, unit);
        }

        return Format(MaxValue, 'H');
    }

    public static bool TryDecode(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;

        if (text[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((value + NanosecondsPerTick - 1) / NanosecondsPerTick);
            return true;
        }

        foreach (var (unit, ticks) in s_units)
        {
            if (unit == text[^1])
            {
                timeout = TimeSpan.FromTicks(value * ticks);
                return true;
            }
        }

        return false;
    }

    private static string Format(long value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
}
