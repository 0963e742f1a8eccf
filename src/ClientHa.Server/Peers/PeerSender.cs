using System.Threading.Channels;
using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Peers;

/// <summary>
/// All that goes out on a link, by one writer: short messages first, then what the peer's vector doesn't cover, from the log, in the
/// log's order.
/// </summary>
internal sealed class PeerSender(IPeerStream stream, int peer, uint protocol, ReplicaLoop loop, IReplicaStore store, PeerStatus status) : IDisposable
{
    private const int MaxOperationsPerPush = 512;
    private const int MaxBytesPerPush = 512 * 1024;

    /// <summary>The newest word of each kind that waits to be sent; older ones say nothing more. A peer that reads nothing costs no memory.</summary>
    private readonly PeerMessage?[] words = new PeerMessage?[3];
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Lock gate = new();
    private VersionVector peerHas = VersionVector.Empty;
    private VersionVector? subscription;
    private bool wantsState;
    private Feed feed = new(VersionVector.Empty);
    private IRecordReader? reader;
    private bool isSubscribed;

    /// <summary>Sends a short message as soon as the stream is free.</summary>
    public void Post(PeerMessage message)
    {
        int kind = message.MessageCase switch
        {
            PeerMessage.MessageOneofCase.Acknowledgement => 0,
            PeerMessage.MessageOneofCase.Heartbeat => 1,
            _ => 2,
        };
        Interlocked.Exchange(ref words[kind], message);
        wake.Writer.TryWrite(true);
    }

    /// <summary>The peer has this, and isn't sent it: what comes from a peer doesn't go back to it.</summary>
    public void Know(VersionVector vector)
    {
        lock (gate)
        {
            peerHas = peerHas.Merge(vector);
            if (peerHas.Entries.Length > Codec.MaxVectorEntries)
                throw new PeerFailure(PeerFailureKind.Garbage, $"the peer has told of more than {Codec.MaxVectorEntries} replicas");
        }
    }

    /// <summary>Sends what the vector doesn't cover; the whole state first, where the peer is empty.</summary>
    public void Subscribe(VersionVector vector, bool wantsState)
    {
        Volatile.Write(ref this.wantsState, wantsState);
        Interlocked.Exchange(ref subscription, vector);
        wake.Writer.TryWrite(true);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task<bool>? woken = null;
        while (true)
        {
            Task durable = store.Durability.Next;
            await SendWordsAsync(cancellationToken).ConfigureAwait(false);
            if (Interlocked.Exchange(ref subscription, null) is { } vector)
                await BeginAsync(vector, cancellationToken).ConfigureAwait(false);
            if (await PushAsync(cancellationToken).ConfigureAwait(false))
                continue;

            woken = woken is null or { IsCompleted: true } ? wake.Reader.WaitToReadAsync(cancellationToken).AsTask() : woken;
            await Task.WhenAny(woken, durable).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => reader?.Dispose();

    private async ValueTask SendWordsAsync(CancellationToken cancellationToken)
    {
        // First asleep, then a look: a word that comes in between wakes again.
        wake.Reader.TryRead(out _);
        for (int kind = 0; kind < words.Length; kind++)
        {
            if (Interlocked.Exchange(ref words[kind], null) is { } word)
                await stream.SendAsync(word, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(VersionVector vector, CancellationToken cancellationToken)
    {
        (feed, isSubscribed) = (new(vector), true);
        reader?.Dispose();
        reader = Volatile.Read(ref wantsState) ? null : store.OpenReader(vector);
        if (reader is null)
            await SendStateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False where there is nothing to send now.</returns>
    private async ValueTask<bool> PushAsync(CancellationToken cancellationToken)
    {
        if (reader is null)
        {
            // The log was cut while the state went over a slow line, so that nothing follows it: once more.
            if (isSubscribed)
                await SendStateAsync(cancellationToken).ConfigureAwait(false);
            return isSubscribed;
        }

        Push push = new();
        long bytes = 0;
        KnowWhatPeerHas();
        bool needsState = false;
        try
        {
            while (push.Operations.Count < MaxOperationsPerPush && bytes < MaxBytesPerPush && reader.TryRead(out Core.Replication.LogRecord? record))
            {
                FeedStep step = feed.Next(record);
                needsState = step == FeedStep.NeedState;
                if (needsState)
                    break;
                if (step != FeedStep.Deliver)
                    continue;
                Core.Replication.Operation operation = ((Core.Replication.LogRecord.Applied)record).Operation;
                CheckProtocol(Protocol.OldestFor(operation.Kind));
                push.Operations.Add(Codec.Write(operation));
                bytes += operation.Value.Length + operation.Key.Length;
            }
        }
        catch (RecordsGoneException)
        {
            needsState = true;
        }
        if (push.Operations.Count > 0)
        {
            await stream.SendAsync(new PeerMessage { Push = push }, cancellationToken).ConfigureAwait(false);
            status.Exchanged(push.Operations);
        }
        if (needsState)
            await SendStateAsync(cancellationToken).ConfigureAwait(false);
        return needsState || push.Operations.Count > 0;
    }

    private void KnowWhatPeerHas()
    {
        lock (gate)
            feed.Know(peerHas);
    }

    /// <summary>What the peer couldn't read it isn't sent: it would take the site for broken.</summary>
    private void CheckProtocol(uint needed)
    {
        if (needed > protocol)
            throw new PeerFailure(PeerFailureKind.Refused, $"site {peer} speaks version {protocol} of the replication protocol, and what it lacks needs version {needed}: upgrade site {peer}");
    }

    private async Task SendStateAsync(CancellationToken cancellationToken)
    {
        ReplicaState state = (await loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), cancellationToken).ConfigureAwait(false)).Value;
        CheckProtocol(loop.OldestProtocol);
        // What others have sent it since its hello counts: that this site has forgotten deletes may follow from just that.
        if (!feed.Vector.IsEmpty)
            KnowWhatPeerHas();
        if (!feed.MayTake(state))
            throw new PeerFailure(PeerFailureKind.Refused, "the site was away for longer than its peers remember what was deleted: start it with an empty directory");
        await stream.SendAsync(
            new PeerMessage { SnapshotBegin = new SnapshotBegin { Vector = { Codec.Write(state.Vector) }, Documents = state.Documents.Length } },
            cancellationToken).ConfigureAwait(false);
        foreach (SnapshotPart part in StateParts.Of(state))
        {
            await stream.SendAsync(new PeerMessage { SnapshotPart = part }, cancellationToken).ConfigureAwait(false);
            status.Moved();
            await SendWordsAsync(cancellationToken).ConfigureAwait(false);
        }
        await stream.SendAsync(new PeerMessage { SnapshotEnd = new SnapshotEnd { Digest = state.Digest } }, cancellationToken).ConfigureAwait(false);
        feed.Know(state.Vector);
        reader?.Dispose();
        reader = store.OpenReader(feed.Vector);
    }
}
