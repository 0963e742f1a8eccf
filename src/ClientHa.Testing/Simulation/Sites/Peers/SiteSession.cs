using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>A stream from its first message to its end, on either side.</summary>
internal sealed class SiteSession
{
    private static readonly TimeSpan helloTimeout = TimeSpan.FromSeconds(5);

    private readonly SiteProcess process;
    private readonly ConnectionEnd end;
    private readonly SiteDialer? dialer;
    private readonly SiteIdentity here;
    private SiteIdentity? peer;
    private SiteLink? link;
    private bool isOver;

    /// <param name="dialer">Null: the peer has dialled.</param>
    public SiteSession(SiteProcess process, ConnectionEnd end, SiteDialer? dialer)
    {
        (this.process, this.end, this.dialer) = (process, end, dialer);
        here = process.Identity;
        process.Site.Told(here.Vector);
        end.Received = Receive;
        end.Closed = reason => End(LinkFailure.Lost, reason);
        end.Send(new PeerMessage.Hello(here));
        process.After(helloTimeout, () =>
        {
            if (peer is null)
                End(LinkFailure.Lost, "no hello");
        });
    }

    public void Receive(object message)
    {
        if (isOver)
            return;
        switch (message)
        {
            case PeerMessage.Hello hello when peer is null:
                Greet(hello.Identity);
                break;
            case PeerMessage.Status status when link is null:
                End(status.Failure, $"the peer says: {status.Reason}");
                break;
            default:
                link?.Receive(message);
                break;
        }
    }

    private void Greet(SiteIdentity identity)
    {
        peer = identity;
        dialer?.Met(identity);
        HandshakeVerdict verdict = Handshake.Judge(here.Cluster is null ? here : process.Identity, identity);
        if (verdict is HandshakeVerdict.Refuse refusal)
        {
            // Only a peer that the operator has named is believed so much.
            End(LinkFailure.Refused, refusal.Reason);
            if (refusal.IsRolledBack && dialer is not null)
                process.RolledBack(refusal.Reason, identity.Vector[process.Replica.Id]);
            else if (refusal.IsRetired && dialer is not null)
                process.WasRetired(refusal.Reason);
        }
        else if (verdict is HandshakeVerdict.BothEmpty)
        {
            End(LinkFailure.Lost, "both sites are empty");
        }
        else if (verdict is HandshakeVerdict.Join join && !process.Membership.TryJoin(join.Cluster))
        {
            End(LinkFailure.Redundant, "this site joins, or has joined, by another peer");
        }
        else
        {
            SiteLink mine = new(process, end, identity, dialer is not null, process.Links.StatusOf(identity.Site), End);
            if (process.Links.Enter(mine) is { } obstacle)
            {
                if (here.Cluster is null)
                    process.Membership.LeaveOff();
                End(obstacle.Failure, obstacle.Reason);
                return;
            }
            link = mine;
            link.Start(isEmptyHere: here.Cluster is null);
        }
    }

    /// <summary>Who was dialled says why; who has dialled just goes.</summary>
    private void End(LinkFailure failure, string reason)
    {
        if (isOver)
            return;
        isOver = true;
        if (dialer is null && failure != LinkFailure.Lost)
            end.Send(new PeerMessage.Status(failure, reason));
        end.Close(reason);
        if (failure is LinkFailure.Refused or LinkFailure.Diverged)
            process.Site.World.Operator.Hears(process.Site, peer!.Replica, reason);
        if (link is not null)
        {
            link.Status.Failed(link, failure);
            process.Links.Leave(link);
            if (here.Cluster is null)
                process.Membership.LeaveOff();
        }
        else if (dialer is not null)
        {
            process.Links.StatusOf(dialer.Site.Number).Failed(null, failure);
        }
        dialer?.Ended(peer, failure, reason);
    }
}
