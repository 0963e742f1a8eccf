namespace ClientHa.Core;

/// <summary>
/// Seeded dice as a value: drawing returns the next dice, so a state that holds one stays immutable. SplitMix64
/// (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
internal readonly record struct Prng(ulong State)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Draws a whole 64-bit number.</summary>
    public Prng Draw(out ulong value)
    {
        Prng next = new(State + Gamma);
        value = Mix(next.State);
        return next;
    }

    /// <summary>Draws a number of [0, 1).</summary>
    public Prng Draw(out double value)
    {
        Prng next = Draw(out ulong bits);
        value = (bits >> 11) * (1.0 / (1UL << 53));
        return next;
    }

    /// <summary>Draws a span of [from, to).</summary>
    public Prng Draw(TimeSpan from, TimeSpan to, out TimeSpan value)
    {
        Prng next = Draw(out double share);
        value = from + TimeSpan.FromTicks((long)((to - from).Ticks * share));
        return next;
    }

    /// <summary>Turns a number into one that looks unrelated: the same on every machine and in every process.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A stable hash of a text: FNV-1a over its UTF-16 units, then mixed.</summary>
    public static ulong Hash(ulong seed, ReadOnlySpan<char> text)
    {
        ulong hash = 0xCBF29CE484222325 ^ Mix(seed + Gamma);
        foreach (char unit in text)
        {
            hash = (hash ^ (byte)unit) * 0x100000001B3;
            hash = (hash ^ (byte)(unit >> 8)) * 0x100000001B3;
        }
        return Mix(hash);
    }
}
