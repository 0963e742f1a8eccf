using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>One open stream to a peer that was taken for one: what goes in, what comes out, and the heartbeat.</summary>
internal sealed class SiteLink(SiteProcess process, ConnectionEnd end, SiteIdentity peer, bool dialled, LinkStatus status, Action<LinkFailure, string> close)
{
    /// <summary>After this many heartbeats without a word the peer is taken for gone.</summary>
    private const int Patience = 5;

    private readonly SiteSender sender = new(process, end, reason => close(LinkFailure.Refused, reason));
    private readonly List<LogRecord.StatePart> parts = [];
    private VersionVector? begun;
    private VersionVector? taken;
    private long held;
    private Instant lastWord = process.Site.World.Agenda.Now;

    public SiteIdentity Peer => peer;

    public LinkStatus Status => status;

    /// <summary>Of the two sites, who has opened the stream.</summary>
    public int Dialler => dialled ? process.Site.Number : peer.Site;

    public void Start(bool isEmptyHere)
    {
        if (peer.Cluster is null)
        {
            if (process.Membership.Returning is not null)
            {
                Close(LinkFailure.Refused, SiteLinks.NotReturned);
                return;
            }
            // A site that is sent anything takes part, and nothing that it may lack is forgotten from now on.
            process.Loop.Post(new ReplicaInput.Admit((Action<ReplicaReply>)(reply => Admitted(((ReplicaReply.Admitted)reply).Refusal)), peer.Replica));
            return;
        }
        process.Loop.Post(new ReplicaInput.Met(peer.Replica, peer.Vector));
        Begin(isEmptyHere);
    }

    private void Admitted(string? refusal)
    {
        if (refusal is null && !end.IsClosed)
            Begin(isEmptyHere: false);
        else if (refusal is not null)
            Close(LinkFailure.Refused, refusal);
    }

    private void Begin(bool isEmptyHere)
    {
        VersionVector vector = isEmptyHere ? VersionVector.Empty : process.Store.DurableVector;
        process.Site.Told(vector);
        process.Heard(peer.Vector);
        sender.Send(new PeerMessage.Subscribe(vector));
        Beat();
    }

    public void Receive(object message)
    {
        lastWord = process.Site.World.Agenda.Now;
        status.Heard(null);
        switch (message)
        {
            case PeerMessage.Push or PeerMessage.SnapshotBegin when process.Store.IsFull:
                // The room that is left is for what clients were promised.
                Close(LinkFailure.Lost, "the disk is full");
                break;
            case PeerMessage.Push when held != 0:
                break;
            case PeerMessage.Push push:
                sender.Know(VersionVector.Create(push.Operations.Select(operation => new VectorEntry(operation.Replica, operation.Sequence, operation.Chain))));
                process.Loop.Post(new ReplicaInput.Push(this, push.Operations) { From = peer.Replica });
                break;
            case PeerMessage.Acknowledgement acknowledgement:
                Heard(acknowledgement.Vector);
                break;
            case PeerMessage.Heartbeat heartbeat:
                Heard(heartbeat.Vector);
                process.Loop.Post(new ReplicaInput.Heartbeat(this, heartbeat.Vector, heartbeat.Digest) { From = peer.Replica, AsOf = heartbeat.AsOf });
                break;
            case PeerMessage.Subscribe subscribe:
                sender.Subscribe(subscribe.Vector, isEmpty: peer.Cluster is null);
                break;
            case PeerMessage.SnapshotBegin when process.Membership.Returning is not null:
                Close(LinkFailure.Lost, "nobody can tell whether this site's disk was written to since it was rolled back");
                process.CannotReturn("its peers no longer have all that it lacks one by one");
                break;
            case PeerMessage.SnapshotBegin begin:
                begun = begin.Vector;
                parts.Clear();
                Heard(begin.Vector);
                break;
            case PeerMessage.SnapshotPart part:
                parts.Add(part.Part);
                break;
            case PeerMessage.SnapshotEnd:
                taken = held != 0 ? null : begun;
                if (taken is not null)
                    process.Loop.Post(new ReplicaInput.State(this, begun!, [.. parts]));
                begun = null;
                parts.Clear();
                break;
            case PeerMessage.Status farewell:
                Close(farewell.Failure, $"the peer says: {farewell.Reason}");
                break;
        }
    }

    public void Acknowledge(VersionVector vector)
    {
        if (taken is not null && vector.Covers(taken))
        {
            taken = null;
            process.Membership.Joined();
        }
        process.Site.Told(vector);
        sender.Send(new PeerMessage.Acknowledgement(vector));
    }

    public void SendHeartbeat(VersionVector vector, ulong digest, long asOf)
    {
        process.Site.Told(vector);
        sender.Send(new PeerMessage.Heartbeat(vector, digest, asOf));
    }

    public void Resubscribe(VersionVector vector)
    {
        process.Site.Told(vector);
        sender.Send(new PeerMessage.Subscribe(vector));
    }

    /// <summary>What the peer sends is stamped ahead of this site's clock: it waits until its time has come.</summary>
    public void Hold(long stamp)
    {
        held = stamp;
        status.IsHolding = true;
    }

    public void Diverge(string reason)
    {
        Close(LinkFailure.Diverged, reason);
        if (process.Membership.Returning is not null)
            process.CannotReturn("it was written to since then");
    }

    public void BecameDurable() => sender.Wake();

    public void Close(LinkFailure failure, string reason) => close(failure, reason);

    private void Heard(VersionVector has)
    {
        status.Heard(has);
        if (Handshake.Contradiction(process.Identity, peer with { Vector = has }) is { } contradiction)
        {
            Close(LinkFailure.Refused, contradiction.Reason);
            if (contradiction.IsRolledBack && dialled)
                process.RolledBack(contradiction.Reason, has[process.Replica.Id]);
            return;
        }
        sender.Know(has);
        process.Heard(has);
    }

    private void Beat()
    {
        if (end.IsClosed)
            return;
        if (process.Site.World.Agenda.Now - lastWord > Patience * SimSite.HeartbeatInterval)
        {
            Close(LinkFailure.Lost, "no word from the peer");
            return;
        }

        if (held != 0 && held <= ClockRule.Latest(process.Now, 0, process.Replica.Rules))
        {
            held = 0;
            status.IsHolding = false;
            Resubscribe(process.Membership.Cluster is null ? VersionVector.Empty : process.Store.DurableVector);
        }
        // This word doesn't wait for the disk, which may be busy with a whole state: a site that works is not silent.
        sender.Send(new PeerMessage.Acknowledgement(process.Store.DurableVector));
        process.Loop.Post(new ReplicaInput.HeartbeatDue(this));
        process.After(SimSite.HeartbeatInterval, Beat);
    }
}
