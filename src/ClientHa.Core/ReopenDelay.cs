namespace ClientHa.Core;

/// <summary>
/// How long a stream that goes on by itself waits before it is opened again. After one that was good it does not wait, since another
/// site may be there at once; then from 0.1 to 2 s, with jitter, so that a thousand streams do not come in the same instant.
/// </summary>
internal readonly record struct ReopenDelay(Prng Dice, int Failures = 0)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>A stream that lasted for this long was good.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(1);

    /// <param name="hasAnswered">Whether the stream that broke had brought anything.</param>
    /// <param name="lasted">For how long it was open.</param>
    /// <param name="delay">The wait.</param>
    public ReopenDelay Next(bool hasAnswered, TimeSpan lasted, out TimeSpan delay)
    {
        int failures = hasAnswered && lasted >= Good ? 1 : Failures + 1;
        delay = TimeSpan.Zero;
        if (failures == 1)
            return this with { Failures = failures };
        TimeSpan most = First * Math.Pow(2, Math.Min(failures - 2, 10));
        most = most < Longest ? most : Longest;
        return new(Dice.Draw(most / 2, most, out delay), failures);
    }
}
