using ClientHa.Core.Replication;

namespace ClientHa.Server.Peers;

/// <summary>A stream from its first message to its end, on either side.</summary>
internal static class PeerSession
{
    private static readonly TimeSpan helloTimeout = TimeSpan.FromSeconds(5);

    /// <param name="address">Where it was dialled; null: the peer has dialled.</param>
    /// <param name="met">Is told who the peer is, as soon as that is known, and gives the end of its certificate.</param>
    /// <returns>Why it ended. <see cref="HandshakeVerdict.BothEmpty"/> ends it too, at once: who founds is decided elsewhere.</returns>
    public static async Task<PeerSessionEnd> RunAsync(IPeerStream stream, string? address, PeerHost host, Func<SiteIdentity, CancellationToken>? met, CancellationToken cancellationToken)
    {
        SiteIdentity here = host.Identity();
        SiteIdentity? peer = null;
        try
        {
            peer = await ExchangeAsync(stream, here, host.TimeProvider, cancellationToken).ConfigureAwait(false);
            CancellationToken certificateEnded = met?.Invoke(peer) ?? default;
            SiteIdentity now = here.Cluster is null ? here : host.Identity();
            HandshakeVerdict verdict = Handshake.Judge(now, peer);
            if (verdict is HandshakeVerdict.Refuse refusal)
            {
                // Only a peer that the operator has named is believed so much.
                if (refusal.IsRolledBack && address is not null)
                    host.RolledBack(refusal.Reason, peer.Vector[now.Replica]);
                else if (refusal.IsRetired && address is not null)
                    host.Retired(refusal.Reason);
                throw new PeerFailure(PeerFailureKind.Refused, refusal.Reason);
            }
            PeerStatus status = host.Table.StatusOf(peer.Site, address);
            if (verdict is HandshakeVerdict.BothEmpty)
                return new(peer, new(PeerFailureKind.BothEmpty, "both sites are empty"));
            if (verdict is HandshakeVerdict.Join join && !host.Membership.TryJoin(join.Cluster))
                throw new PeerFailure(PeerFailureKind.Redundant, "this site joins, or has joined, by another peer");
            return new(peer, await RunLinkAsync(stream, now, peer, status, dialled: address is not null, host, certificateEnded, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            PeerFailure failure = PeerFailures.Of(exception, cancellationToken);
            // Who calls from outside and isn't a peer gets no row: there may be any number of them.
            if (address is not null)
                host.Table.StatusOf(address).Failed(null, failure);
            return new(peer, failure);
        }
    }

    private static async Task<SiteIdentity> ExchangeAsync(IPeerStream stream, SiteIdentity here, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(helloTimeout, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await stream.SendAsync(PeerHello.Write(here, timeProvider.GetUtcNow()), either.Token).ConfigureAwait(false);
            return PeerHello.Read(await stream.ReadAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new PeerFailure(PeerFailureKind.Lost, $"no hello within {helloTimeout.TotalSeconds:0} s");
        }
    }

    private static async Task<PeerFailure> RunLinkAsync(
        IPeerStream stream, SiteIdentity here, SiteIdentity peer, PeerStatus status, bool dialled, PeerHost host, CancellationToken certificateEnded,
        CancellationToken cancellationToken)
    {
        using PeerLink link = new(stream, peer, Protocol.Common(here, peer)!.Value, dialled, host, status);
        using CancellationTokenRegistration ending = certificateEnded.Register(
            () => link.Close(PeerFailureKind.Refused, $"the certificate of site {peer.Site} has ended, or who has issued it is no longer believed: give that site a new one"));
        try
        {
            if (host.Table.Enter(link, status) is { } refusal)
                throw refusal;
            PeerFailure failure = await link.RunAsync(isEmptyHere: here.Cluster is null, cancellationToken).ConfigureAwait(false);
            status.Failed(link, failure);
            return failure;
        }
        finally
        {
            host.Table.Leave(link);
            if (here.Cluster is null)
                host.Membership.LeaveOff();
        }
    }
}
