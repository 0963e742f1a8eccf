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
    private long lastProgress;
    private ulong lastPending;
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
            lastWord = lastProgress = covered = timeProvider.GetTimestamp();
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
            acknowledged = acknowledged.Merge(has);
            announced = announced.Merge(has);
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

    public PeerReport Report(VersionVector local, TimeSpan heartbeatInterval, Roster roster)
    {
        lock (gate)
        {
            long now = timeProvider.GetTimestamp();
            // Of a peer that has not said who it is nobody knows what it has, and for one that will not come back nothing waits.
            ulong pending = identity is null || roster.IsRetired(identity.Replica) ? 0 : Pending(local);
            TimeSpan lag = pending > 0 ? timeProvider.GetElapsedTime(covered, now) : TimeSpan.Zero;
            LinkState state = LinkRule.Judge(
                new(connected is not null, fault, timeProvider.GetElapsedTime(lastWord, now), pending, timeProvider.GetElapsedTime(lastProgress, now), lag, (skew ?? difference) is not null),
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

    /// <summary>The lag's upper bound: how long ago was the newest moment of which both sides have everything?</summary>
    private void Measure(VersionVector local, long now)
    {
        ulong pending = Pending(local);
        bool isReached = checkpoint is { } target && acknowledged.Covers(target.Vector) && local.Covers(target.Vector);
        if (pending < lastPending || pending == 0 || isReached)
            lastProgress = now;
        lastPending = pending;
        if (pending == 0)
        {
            (covered, checkpoint, lastGood) = (now, null, timeProvider.GetUtcNow());
            return;
        }
        if (isReached)
            (covered, checkpoint) = (checkpoint!.Value.Time, null);
        checkpoint ??= (local.Merge(announced), now);
    }

    private ulong Pending(VersionVector local) => local.CountBeyond(acknowledged) + announced.CountBeyond(local);
}
