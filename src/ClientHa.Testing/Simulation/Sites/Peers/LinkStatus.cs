using ClientHa.Core;
using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>What is known of one peer, over all its links: the row that an operator reads.</summary>
internal sealed class LinkStatus(SiteProcess process, int peer)
{
    private SiteLink? connected;
    private LinkState? fault;
    private Instant lastWord;
    private Instant lastSent;
    private Instant lastTaken;
    private VersionVector lastLocal = VersionVector.Empty;
    private VersionVector acknowledged = VersionVector.Empty;
    private (VersionVector Vector, Instant Time)? checkpoint;
    private Instant covered;
    private LinkState told = LinkState.Down;

    public int Peer => peer;

    /// <summary>Operations of the peer wait for their time.</summary>
    public bool IsHolding { get; set; }

    private Instant Now => process.Site.World.Agenda.Now;

    private VersionVector Local => process.Store.DurableVector;

    public void Connected(SiteLink link)
    {
        (connected, fault, acknowledged) = (link, null, link.Peer.Vector);
        lastWord = lastSent = lastTaken = covered = Now;
        lastLocal = VersionVector.Empty;
        checkpoint = null;
        IsHolding = false;
        process.Site.LinkChanged(peer, isConnected: true);
        process.Site.Heard(peer, link.Peer.Vector);
    }

    /// <summary>The link has ended; or, without one, none came about. What another link does is nothing to the one that stands.</summary>
    public void Failed(SiteLink? link, LinkFailure failure)
    {
        if (connected != link)
            return;
        connected = null;
        process.Site.LinkChanged(peer, isConnected: false);
        if (failure == LinkFailure.Redundant)
            return;
        fault = failure switch
        {
            LinkFailure.Refused => LinkState.Refused,
            LinkFailure.Diverged => LinkState.Diverged,
            _ => null,
        };
    }

    /// <summary>The peer has said something, and perhaps what it has.</summary>
    public void Heard(VersionVector? has)
    {
        lastWord = Now;
        process.Site.Heard(peer, has);
        if (has is null)
            return;
        VersionVector before = acknowledged;
        acknowledged = acknowledged.Merge(has);
        NoteProgress(before);
        Measure();
    }

    public LinkReport Report()
    {
        ulong pending = Pending;
        TimeSpan lag = pending > 0 ? Now - covered : TimeSpan.Zero;
        LinkState state = LinkRule.Judge(
            new(connected is not null, fault, Now - lastWord, pending, Now - (lastSent < lastTaken ? lastSent : lastTaken), lag, IsHolding), SimSite.HeartbeatInterval);
        if (state != told)
        {
            told = state;
            process.Site.World.Timeline.Record(TimelineKind.LinkChanged, process.Site.Number, peer, (ulong)state);
            process.Site.World.Timeline.Say(process.Site.Name, $"link to site {peer}: {state}");
        }
        return new(state, pending, lag);
    }

    /// <summary>In each direction by itself: the one may stand still while the other works.</summary>
    /// <param name="before">What the peer had when it was heard last.</param>
    private void NoteProgress(VersionVector before)
    {
        if (acknowledged.Covers(Local) || acknowledged.CountCommon(lastLocal) > before.CountCommon(lastLocal))
            lastSent = Now;
        if (Local.Covers(acknowledged) || Local.CountCommon(before) > lastLocal.CountCommon(before))
            lastTaken = Now;
        lastLocal = Local;
    }

    /// <summary>The lag's upper bound: how long ago was the newest moment of which both sides have everything?</summary>
    private void Measure()
    {
        ulong pending = Pending;
        if (pending == 0)
        {
            (covered, checkpoint) = (Now, null);
            return;
        }
        if (checkpoint is { } target && acknowledged.Covers(target.Vector) && Local.Covers(target.Vector))
            (covered, checkpoint) = (target.Time, null);
        checkpoint ??= (Local.Merge(acknowledged), Now);
    }

    private ulong Pending => Local.CountBeyond(acknowledged) + acknowledged.CountBeyond(Local);
}
