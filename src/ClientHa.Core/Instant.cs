namespace ClientHa.Core;

/// <summary>A moment on a monotonic clock that the shell reads: 100 ns ticks since the shell's own start.</summary>
internal readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>A moment that never comes.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    public static Instant operator +(Instant instant, TimeSpan span) =>
        instant == Never || span == TimeSpan.MaxValue ? Never : new(instant.Ticks + span.Ticks);

    public static TimeSpan operator -(Instant left, Instant right) => new(left.Ticks - right.Ticks);

    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;

    public static Instant Earlier(Instant left, Instant right) => left <= right ? left : right;

    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);
}
