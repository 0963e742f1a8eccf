using ClientHa.Core;

namespace ClientHa.Testing.Simulation;

/// <summary>
/// Dice of one purpose. Each purpose has its own, made from the simulation's seed and its name: taking a fault away leaves what all
/// others draw as it was.
/// </summary>
internal sealed class Dice(ulong seed, string purpose)
{
    private Prng prng = new(Prng.Hash(seed, purpose));

    public ulong Number()
    {
        prng = prng.Draw(out ulong number);
        return number;
    }

    public int Below(int limit) => (int)(Number() % (ulong)limit);

    /// <summary>A number of from … to, both included.</summary>
    public int Between(int from, int to) => from + Below(to - from + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public bool PerMille(int share) => Below(1000) < share;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public TimeSpan Span(TimeSpan from, TimeSpan to)
    {
        prng = prng.Draw(from, to, out TimeSpan span);
        return span;
    }

    public TimeSpan Microseconds(int from, int to) => Span(TimeSpan.FromMicroseconds(from), TimeSpan.FromMicroseconds(to));

    public TimeSpan Milliseconds(int from, int to) => Span(TimeSpan.FromMilliseconds(from), TimeSpan.FromMilliseconds(to));

    public TimeSpan Seconds(int from, int to) => Span(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));
}
