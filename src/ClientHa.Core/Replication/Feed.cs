namespace ClientHa.Core.Replication;

/// <summary>
/// What a peer or a watch gets of a log that it reads in order: what its vector doesn't cover, each operation once. A cursor that is a
/// vector works at every site, because every site knows which operations it covers.
/// </summary>
internal sealed class Feed(VersionVector from)
{
    /// <summary>What has been delivered, and what there was before.</summary>
    public VersionVector Vector { get; private set; } = from;

    public FeedStep Next(LogRecord record)
    {
        switch (record)
        {
            case LogRecord.Applied { Operation: { } operation }:
                ulong last = Vector[operation.Replica];
                if (operation.Sequence <= last)
                    return FeedStep.Skip;
                if (operation.Sequence > last + 1)
                    return FeedStep.NeedState;
                Vector = Vector.With(operation.Replica, operation.Sequence, operation.Chain);
                return FeedStep.Deliver;
            // What was taken over as state isn't in the log as operations: who doesn't have all of it needs the state too.
            case LogRecord.StateEnd end:
                return Vector.Covers(end.Vector) ? FeedStep.Skip : FeedStep.NeedState;
            default:
                return FeedStep.Skip;
        }
    }

    /// <summary>
    /// Who has something already may be given the whole state only while it has every delete that the state no longer remembers: what
    /// such a one deleted it would keep for ever.
    /// </summary>
    public bool MayTake(ReplicaState state) => Vector.IsEmpty || Vector.Covers(state.Collected);

    /// <summary>The reader has all of this, whoever it was from.</summary>
    public void Know(VersionVector vector) => Vector = Vector.Merge(vector);
}
