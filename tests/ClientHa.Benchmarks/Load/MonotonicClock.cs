using System.Diagnostics;

namespace ClientHa.Benchmarks.Load;

/// <summary>CLOCK_MONOTONIC, which is one for all processes of a Linux machine: Python's <c>time.monotonic_ns()</c> is the same.</summary>
internal static class MonotonicClock
{
    public static long Now => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
