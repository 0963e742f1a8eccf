namespace ClientHa.Benchmarks.Writes;

/// <summary>Times in nanoseconds of the <see cref="Load.MonotonicClock"/>, which any number of threads add.</summary>
internal sealed class Milliseconds
{
    private readonly Lock gate = new();
    private readonly List<long> nanoseconds = [];

    public int Count
    {
        get
        {
            lock (gate)
                return nanoseconds.Count;
        }
    }

    public void Add(long time)
    {
        lock (gate)
            nanoseconds.Add(time);
    }

    /// <summary>What this share of the times doesn't pass, 1 for the greatest; null where there are none.</summary>
    public double? Rank(double share)
    {
        lock (gate)
        {
            if (nanoseconds.Count == 0)
                return null;
            nanoseconds.Sort();
            return nanoseconds[Math.Min(nanoseconds.Count - 1, (int)(share * nanoseconds.Count))] / 1e6;
        }
    }
}
