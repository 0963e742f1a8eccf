using ClientHa.Core.Replication;

namespace ClientHa.Server.Peers;

/// <summary>What is known of one peer, over all its links: the row that an operator reads.</summary>
internal sealed class PeerStatus(string address, TimeProvider timeProvider)
{
    private string address = address;
    private readonly Lock gate = new();
    private SiteIdentity? identity;
    private PeerLink? connected;
    private LinkState? fault;
    private long lastWord;
    private long lastSent;
    private long lastTaken;
    private VersionVector lastLocal = VersionVector.Empty;
    private VersionVector acknowledged = VersionVector.Empty;
    private VersionVector announced = VersionVector.Empty;
    private (VersionVector Vector, long Time)? checkpoint;
    private long covered;
    private DateTimeOffset? lastGood;
    private DateTimeOffset? lastBad;
    private string lastBadReason = "";
    private int lastInserted;
    private int lastDeleted;
    private string? skew;
    private string? difference;
    private ClockOffset? offset;

    /// <summary>The peer is known by an address that was configured, which says more than the number of an incoming port.</summary>
    public void Rename(string configured)
    {
        lock (gate)
            address = configured;
    }

    public void Connected(PeerLink link)
    {
        lock (gate)
        {
            (identity, connected, fault) = (link.Peer, link, null);
            (acknowledged, announced) = (link.Peer.Vector, link.Peer.Vector);
            lastWord = lastSent = lastTaken = covered = timeProvider.GetTimestamp();
            lastLocal = VersionVector.Empty;
            checkpoint = null;
            (skew, difference, offset) = (null, null, null);
        }
    }

    /// <summary>Operations wait for their time; null: no more.</summary>
    public void Skewed(string? reason)
    {
        lock (gate)
        {
            skew = reason;
            Blame(reason);
        }
    }

    /// <summary>The two clocks were compared.</summary>
    public void Measured(ClockOffset measured, long theirs, long ours, TimeSpan limit)
    {
        lock (gate)
        {
            offset = measured;
            bool isNew = difference is null;
            difference = measured.IsBeyond(limit)
                ? $"the peer's clock shows {ClockRule.Show(theirs)}, and this site's {ClockRule.Show(ours)}: set the wrong one right"
                : null;
            if (isNew)
                Blame(difference);
        }
    }

    /// <summary>The link has ended; or, without one, none came about. What another link does is nothing to the one that stands.</summary>
    public void Failed(PeerLink? link, PeerFailure failure)
    {
        lock (gate)
        {
            if (connected != link)
                return;
            connected = null;
            // No fault of anybody's: another link stands, or will soon.
            if (failure.Kind == PeerFailureKind.Redundant)
                return;
            fault = failure.Kind switch
            {
                PeerFailureKind.Refused or PeerFailureKind.Garbage => LinkState.Refused,
                PeerFailureKind.Diverged => LinkState.Diverged,
                _ => null,
            };
            (lastBad, lastBadReason) = (timeProvider.GetUtcNow(), failure.Message);
        }
    }

    /// <summary>The peer has said something, and perhaps what it has.</summary>
    public void Heard(VersionVector? has, VersionVector local)
    {
        lock (gate)
        {
            long now = timeProvider.GetTimestamp();
            lastWord = now;
            if (has is null)
                return;
            VersionVector before = acknowledged;
            acknowledged = acknowledged.Merge(has);
            announced = announced.Merge(has);
            NoteProgress(before, local, now);
            Measure(local, now);
        }
    }

    /// <summary>Operations went over the link, in either direction.</summary>
    public void Exchanged(IReadOnlyCollection<V1.Operation> operations)
    {
        lock (gate)
        {
            lastDeleted = operations.Count(operation => operation.Kind == V1.OperationKind.Delete);
            lastInserted = operations.Count(operation => operation.Kind is not (V1.OperationKind.Delete or V1.OperationKind.Join or V1.OperationKind.Retire));
            lastGood = timeProvider.GetUtcNow();
        }
    }

    /// <summary>A part of a whole state went over, in either direction. No vector tells of it before all of it is there.</summary>
    public void Moved()
    {
        lock (gate)
            lastSent = lastTaken = timeProvider.GetTimestamp();
    }

    public PeerReport Report(VersionVector local, TimeSpan heartbeatInterval, Roster roster)
    {
        lock (gate)
        {
            long now = timeProvider.GetTimestamp();
            // Of a peer that has not said who it is nobody knows what it has, and for one that will not come back nothing waits.
            ulong pending = identity is null || roster.IsRetired(identity.Replica) ? 0 : Pending(local);
            TimeSpan lag = pending > 0 ? timeProvider.GetElapsedTime(covered, now) : TimeSpan.Zero;
            LinkState state = LinkRule.Judge(
                new(connected is not null, fault, timeProvider.GetElapsedTime(lastWord, now), pending, timeProvider.GetElapsedTime(Math.Min(lastSent, lastTaken), now), lag, (skew ?? difference) is not null),
                heartbeatInterval);
            return new(address, identity, state, lastGood, lastBad, lastBadReason, lastInserted, lastDeleted, pending, lag)
            {
                Offset = connected is null ? null : offset,
                Protocol = connected?.Protocol ?? 0,
            };
        }
    }

    private void Blame(string? reason)
    {
        if (reason is not null)
            (lastBad, lastBadReason) = (timeProvider.GetUtcNow(), reason);
    }

    /// <summary>
    /// In each direction by itself: the one may stand still while the other works. What is pending may grow all the while, where more is
    /// written than goes over.
    /// </summary>
    /// <param name="before">What the peer had when it was heard last.</param>
    private void NoteProgress(VersionVector before, VersionVector local, long now)
    {
        if (acknowledged.Covers(local) || acknowledged.CountCommon(lastLocal) > before.CountCommon(lastLocal))
            lastSent = now;
        if (local.Covers(announced) || local.CountCommon(before) > lastLocal.CountCommon(before))
            lastTaken = now;
        lastLocal = local;
    }

    /// <summary>The lag's upper bound: how long ago was the newest moment of which both sides have everything?</summary>
    private void Measure(VersionVector local, long now)
    {
        ulong pending = Pending(local);
        if (pending == 0)
        {
            (covered, checkpoint, lastGood) = (now, null, timeProvider.GetUtcNow());
            return;
        }
        if (checkpoint is { } target && acknowledged.Covers(target.Vector) && local.Covers(target.Vector))
            (covered, checkpoint) = (target.Time, null);
        checkpoint ??= (local.Merge(announced), now);
    }

    private ulong Pending(VersionVector local) => local.CountBeyond(acknowledged) + announced.CountBeyond(local);
}
