using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Peers;

/// <summary>Keeps a link to one configured peer, from this side, as long as there is none from the other.</summary>
internal sealed class PeerDialer(string address, PeerHost host, ILogger logger)
{
    /// <summary>Room for the largest value of all, 16 MiB, and for the small ones that go in one push with it.</summary>
    public const int MaxMessageBytes = 18 * 1024 * 1024;

    private static readonly TimeSpan connectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan askTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan foundingPause = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource<SiteIdentity?> firstWord = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerSighting sighting = new PeerSighting.Unreached(address, "not tried yet");
    private Prng dice = new(host.Loop.Replica.Value ^ Prng.Hash(0, address));

    /// <summary>What an empty site knows of this peer.</summary>
    public PeerSighting Sighting => Volatile.Read(ref sighting);

    /// <summary>Completes with the peer that was met first, or with null when the first try has failed.</summary>
    public Task<SiteIdentity?> FirstWord => firstWord.Task;

    public string Address => address;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = shortestPause;
        while (true)
        {
            long started = host.TimeProvider.GetTimestamp();
            PeerSessionEnd end = await DialAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            bool bothEmpty = end.Failure.Kind == PeerFailureKind.BothEmpty && host.Membership.Cluster is null;
            Volatile.Write(ref sighting, bothEmpty ? new PeerSighting.Empty(address, end.Peer!.Site) : new PeerSighting.Unreached(address, end.Failure.Message));
            firstWord.TrySetResult(null);
            Tell(end);
            ReplicaId? linked = end is { Failure.Kind: PeerFailureKind.Redundant, Peer: { } peer } ? peer.Replica : null;
            await WaitWhileLinkedAsync(linked, cancellationToken).ConfigureAwait(false);
            pause = NextPause(end, bothEmpty, pause, host.TimeProvider.GetElapsedTime(started));
            dice = dice.Draw(pause * 0.75, pause * 1.25, out TimeSpan jittered);
            await Task.Delay(jittered, host.TimeProvider, cancellationToken).ConfigureAwait(false);
            // The link that has taken the place may have come about here after the word that it did.
            await WaitWhileLinkedAsync(linked, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task WaitWhileLinkedAsync(ReplicaId? replica, CancellationToken cancellationToken) =>
        replica is { } peer ? host.Table.WaitWhileLinkedAsync(peer, cancellationToken) : Task.CompletedTask;

    /// <summary>Asks the peer something beside the link, as its clients do. It has a second.</summary>
    public async Task<TResponse> AskAsync<TResponse>(MethodDescriptor method, IMessage request)
        where TResponse : class, IMessage
    {
        using WireChannel channel = Open(new PeerConnection(address, host.Tls, askTimeout));
        return await channel.UnaryAsync<TResponse>(method, request, new WireCallOptions { Timeout = askTimeout }).ConfigureAwait(false);
    }

    private async Task<PeerSessionEnd> DialAsync(CancellationToken cancellationToken)
    {
        // One connection for each dialling: so what its certificate says is said of this peer, and a renewed one is shown at once.
        PeerConnection connection = new(address, host.Tls, connectTimeout);
        using WireChannel channel = Open(connection);
        using WireDuplexCall<PeerMessage, PeerMessage> call =
            channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: cancellationToken);
        return await PeerSession.RunAsync(new DialledStream(call), address, host, peer => Met(peer, connection), cancellationToken).ConfigureAwait(false);
    }

    private WireChannel Open(PeerConnection connection) =>
        new(connection.Handler, connection.Address, new WireChannelOptions { MaxReceiveMessageBytes = MaxMessageBytes, TimeProvider = host.TimeProvider });

    /// <returns>The end of the peer's certificate.</returns>
    private CancellationToken Met(SiteIdentity peer, PeerConnection connection)
    {
        CancellationToken certificateEnded = connection.Check(peer.Site);
        if (!host.IsEmptyAs(peer))
            PeerLog.Met(logger, address, peer.Site, peer.Replica);
        firstWord.TrySetResult(peer);
        return certificateEnded;
    }

    private void Tell(PeerSessionEnd end)
    {
        if (end.Failure.Kind is PeerFailureKind.Refused or PeerFailureKind.Diverged or PeerFailureKind.Garbage)
            PeerLog.Refused(logger, address, end.Failure.Message);
        else if (end.Peer is not null && end.Failure.Kind == PeerFailureKind.Lost)
            PeerLog.Lost(logger, address, end.Failure.Message);
    }

    private static TimeSpan NextPause(PeerSessionEnd end, bool bothEmpty, TimeSpan last, TimeSpan lasted) => end.Failure.Kind switch
    {
        // A contradiction doesn't go away by itself: whoever repairs it can wait some seconds.
        PeerFailureKind.Refused or PeerFailureKind.Diverged or PeerFailureKind.Garbage => longestPause,
        _ when bothEmpty => foundingPause,
        _ when lasted > longestPause => shortestPause,
        _ => 2 * last < longestPause ? 2 * last : longestPause,
    };
}
