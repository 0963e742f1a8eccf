using System.Security.Cryptography;
using ClientHa.Core;

namespace ClientHa.Services;

/// <summary>
/// How long a watch waits before it opens its next stream. After one that was good it does not wait, since another site may be
/// there at once; then from 0.1 to 2 s, with jitter, so that a thousand watches do not come in the same instant.
/// </summary>
internal sealed class WatchDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>A stream that lasted for this long was good.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(1);

    private Prng dice = new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
    private int failures;

    /// <param name="hasAnswered">Whether the stream that broke had brought anything.</param>
    /// <param name="lasted">For how long it was open.</param>
    public TimeSpan Next(bool hasAnswered, TimeSpan lasted)
    {
        failures = hasAnswered && lasted >= Good ? 1 : failures + 1;
        if (failures == 1)
            return TimeSpan.Zero;
        TimeSpan most = First * Math.Pow(2, Math.Min(failures - 2, 10));
        most = most < Longest ? most : Longest;
        dice = dice.Draw(most / 2, most, out TimeSpan delay);
        return delay;
    }
}
