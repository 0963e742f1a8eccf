using ClientHa.Core.Replication;

namespace ClientHa.Server.Replication;

/// <summary>
/// What everything up to a record covers, noted now and then: where a reader with some vector begins. Vectors only grow along the
/// log, so the last one that the reader covers is the place.
/// </summary>
internal sealed class LogCheckpoints
{
    private const int Interval = 1_024;

    private readonly Lock gate = new();
    private readonly List<(long Index, VersionVector Vector)> notes = [];

    /// <summary>Notes it if the last note is far enough behind.</summary>
    public void Note(long index, VersionVector vector)
    {
        lock (gate)
        {
            if (notes.Count == 0 || index - notes[^1].Index >= Interval)
                notes.Add((index, vector));
        }
    }

    /// <summary>The record behind which everything is that the vector doesn't cover, as far as is known here.</summary>
    public long? LastCovered(VersionVector vector)
    {
        lock (gate)
        {
            int at = notes.FindLastIndex(note => vector.Covers(note.Vector));
            return at < 0 ? null : notes[at].Index;
        }
    }

    public void ForgetBefore(long index)
    {
        lock (gate)
            notes.RemoveAll(note => note.Index < index);
    }
}
