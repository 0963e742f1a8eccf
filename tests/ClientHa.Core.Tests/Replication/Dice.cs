namespace ClientHa.Core.Tests.Replication;

/// <summary>The dice of a test: one seed draws everything.</summary>
internal sealed class Dice(ulong seed)
{
    private Prng prng = new(Prng.Mix(seed + 1));

    public ulong Number()
    {
        prng = prng.Draw(out ulong number);
        return number;
    }

    public int Below(int limit) => (int)(Number() % (ulong)limit);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
