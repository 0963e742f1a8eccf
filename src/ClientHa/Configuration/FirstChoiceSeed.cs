using System.Buffers.Binary;
using System.Security.Cryptography;
using ClientHa.Core;

namespace ClientHa.Configuration;

/// <summary>The seed that a client's own order of the sites is drawn with.</summary>
internal static class FirstChoiceSeed
{
    /// <summary>
    /// <see cref="HaOptions.Seed"/> if there is one; else what was drawn at the start for <see cref="FirstChoiceKind.Random"/>, and
    /// what tells this client from others for all the rest.
    /// </summary>
    public static ulong For(HaPlan plan, ulong drawn) =>
        plan.Seed ?? (plan.FirstChoice.Kind == FirstChoiceKind.Random
            ? drawn
            : Stable(Environment.MachineName, Environment.UserName, plan.StableKey));

    /// <summary>
    /// The same after a restart, and without a file. Each part seeds the next one's hash, so no shift between them gives the
    /// same seed. Must not change: every client would draw again, and a site's clients all move at once.
    /// </summary>
    public static ulong Stable(string machine, string user, string key) =>
        Prng.Hash(Prng.Hash(Prng.Hash(0, machine), user), key);

    public static ulong Random()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
