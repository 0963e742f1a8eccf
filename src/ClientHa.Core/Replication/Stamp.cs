namespace ClientHa.Core.Replication;

/// <summary>A hybrid timestamp as a number: 48 bits of milliseconds since 1970, then 16 bits of counter.</summary>
internal static class Stamp
{
    private const int CounterBits = 16;

    public static ulong At(long unixMilliseconds) => (ulong)unixMilliseconds << CounterBits;

    public static long Milliseconds(ulong stamp) => (long)(stamp >> CounterBits);
}
