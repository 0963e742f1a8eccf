using System.Globalization;
using ClientHa.Core;

namespace ClientHa.Testing.Simulation;

/// <summary>
/// What can be seen of a run: as a digest, which is equal for equal runs, and, where it is wanted, as lines for people. Nothing goes
/// in that a change of the code without a change of the rules would alter.
/// </summary>
internal sealed class Timeline(Agenda agenda, bool isKept)
{
    private readonly List<string> lines = [];

    public ulong Digest { get; private set; }

    public IReadOnlyList<string> Lines => lines;

    /// <summary>Whether anybody reads the lines: who has to make a text asks first.</summary>
    public bool IsKept => isKept;

    /// <summary>Something happened: to the digest.</summary>
    public void Record(TimelineKind kind, int who, int where = 0, ulong what = 0)
    {
        ulong place = ((ulong)kind << 48) ^ ((ulong)(uint)who << 24) ^ (uint)where;
        Digest = Prng.Mix(Digest ^ Prng.Mix((ulong)agenda.Now.Ticks ^ Prng.Mix(place ^ Prng.Mix(what))));
    }

    /// <summary>Something happened that people want to read.</summary>
    public void Say(string who, string text)
    {
        if (isKept)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(agenda.Now.Ticks):hh\\:mm\\:ss\\.fff}  {who,-10} {text}"));
    }
}
