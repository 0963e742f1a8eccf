using System.Diagnostics.CodeAnalysis;
using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Peers;

/// <summary>One open stream to a peer that was taken for one: what goes in, what comes out, and the heartbeat.</summary>
internal sealed class PeerLink(IPeerStream stream, SiteIdentity peer, uint protocol, bool dialled, PeerHost host, PeerStatus status)
    : IReplicaLink, IDisposable
{
    /// <summary>After this many heartbeats without a word the peer is taken for gone.</summary>
    private const int Patience = 5;

    private readonly PeerSender sender = new(stream, peer.Site, protocol, host.Loop, host.Store, status);
    [SuppressMessage("Reliability", "CA2213", Justification = "Effects that were decided before the link's end still come, and end it once more; without a timer there is nothing to free.")]
    private readonly CancellationTokenSource closing = new();

    private readonly PeerClock clock = new(host.Loop.Clock, host.TimeProvider);

    private PeerFailure? failure;
    private VersionVector? stateVector;
    private long lastWord = host.TimeProvider.GetTimestamp();

    public SiteIdentity Peer => peer;

    /// <summary>The version of the protocol that the two sites speak.</summary>
    public uint Protocol => protocol;

    /// <summary>Of the two sites, who has opened the stream.</summary>
    public int Dialler => dialled ? host.Site : peer.Site;

    /// <summary>Runs until the stream ends, and says why it did.</summary>
    public async Task<PeerFailure> RunAsync(bool isEmptyHere, CancellationToken cancellationToken)
    {
        try
        {
            return await ExchangeAsync(isEmptyHere, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return failure ?? PeerFailures.Of(exception, cancellationToken);
        }
    }

    private async Task<PeerFailure> ExchangeAsync(bool isEmptyHere, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing.Token);
        try
        {
            if (await LetInAsync(ending.Token).ConfigureAwait(false) is { } refusal)
                return failure ?? new(PeerFailureKind.Refused, refusal);
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // Closed from outside already, as at a founding, where links come from both sides at once: that is why, and no fault.
            return failure;
        }
        sender.Post(new PeerMessage { Subscribe = new Subscribe { Vector = { isEmptyHere ? [] : Codec.Write(host.Store.DurableVector) } } });
        Task[] tasks = [ReceiveAsync(ending.Token), sender.RunAsync(ending.Token), BeatAsync(ending.Token)];
        Task first = await Task.WhenAny(tasks).ConfigureAwait(false);
        if (first.Exception?.InnerException is WireException { StatusCode: WireStatusCode.Cancelled })
        {
            // The peer takes no more, and says why at the end of what it has said.
            await Task.WhenAny(tasks[0], Task.Delay(host.HeartbeatInterval, host.TimeProvider, ending.Token)).ConfigureAwait(false);
            first = tasks[0].IsFaulted ? tasks[0] : first;
        }
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        return failure ?? PeerFailures.Of(first.Exception?.InnerException, cancellationToken);
    }

    /// <summary>Ends the link from outside.</summary>
    public void Close(PeerFailureKind kind, string reason)
    {
        Interlocked.CompareExchange(ref failure, new PeerFailure(kind, reason), null);
        // Not by the caller, which may be the log's writer: what waits for this link goes on elsewhere.
        _ = closing.CancelAsync();
    }

    public void Acknowledge(VersionVector vector)
    {
        if (stateVector is { } taken && vector.Covers(taken))
        {
            stateVector = null;
            host.Membership.Joined();
        }
        sender.Post(new PeerMessage { Acknowledgement = new Acknowledgement { Vector = { Codec.Write(vector) } } });
    }

    public void SendHeartbeat(VersionVector vector, ulong digest, long asOf)
    {
        // The first version counts something else for a digest, and would take the states for different ones. That this site lives,
        // and what it has, its acknowledgements say.
        if (protocol == Core.Replication.Protocol.First)
            return;
        (long now, long echo, long age) = clock.Echo();
        sender.Post(new PeerMessage
        {
            Heartbeat = new Heartbeat { Vector = { Codec.Write(vector) }, Digest = digest, Clock = now, AsOf = asOf, EchoClock = echo, EchoAgeMilliseconds = age },
        });
    }

    public void Resubscribe(VersionVector vector) => sender.Post(new PeerMessage { Subscribe = new Subscribe { Vector = { Codec.Write(vector) } } });

    public void Hold(long stamp)
    {
        clock.Hold(stamp);
        string remedy = host.Membership.Cluster is null ? "; if the clocks there were wrong when that was written, start this site with --accept-clock" : "";
        status.Skewed($"operations of site {peer.Site} wait until their time has come: they are stamped {ClockRule.Show(stamp)}, and this site's clock shows {ClockRule.Show(host.Loop.Clock.Now)}{remedy}");
    }

    public void Refuse(string reason) => Close(PeerFailureKind.Refused, reason);

    public void Diverge(string reason)
    {
        if (host.IsReturning())
            host.CannotReturn("it was written to since then, and what was written contradicts what others have");
        Close(PeerFailureKind.Diverged, reason);
    }

    public void Dispose() => sender.Dispose();

    /// <summary>
    /// Who speaks; nobody while a peer is connected that couldn't read what might be written down of it. Nothing is collected meanwhile,
    /// which that peer couldn't read either.
    /// </summary>
    private ReplicaId Speaker() => host.Table.SiteTooOldFor(Core.Replication.OperationKind.Join) is null ? peer.Replica : default;

    /// <summary>
    /// A site that is sent anything takes part, and nothing that it may lack is forgotten from now on. While a peer couldn't read that,
    /// nobody is let in.
    /// </summary>
    /// <returns>Why it isn't let in.</returns>
    private async Task<string?> LetInAsync(CancellationToken cancellationToken)
    {
        host.Heard(peer.Vector);
        if (peer.Cluster is not null)
        {
            await host.Loop.PostAsync(new ReplicaInput.Met(peer.Replica, peer.Vector), cancellationToken).ConfigureAwait(false);
            return null;
        }
        // It is old: others may have forgotten what was deleted since, and would refuse whoever has taken it over.
        if (host.IsReturning())
            return $"the disk of site {host.Site} was rolled back, and it gives nobody its state before it has taken back from other sites what it wrote until then: site {peer.Site} joins by another site, or later; where no site has that any more, restore a backup";
        return host.Table.SiteTooOldFor(Core.Replication.OperationKind.Join) is { } old
            ? $"nobody can be let in while site {old} runs an older version of the program: upgrade site {old} before site {peer.Site} joins"
            : (await host.Loop.AskAsync<ReplicaReply.Admitted>(call => new ReplicaInput.Admit(call, peer.Replica), cancellationToken).ConfigureAwait(false)).Refusal;
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        VersionVector? begun = null;
        long stateBytes = 0;
        List<Core.Replication.LogRecord.StatePart> parts = [];
        while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            Volatile.Write(ref lastWord, host.TimeProvider.GetTimestamp());
            status.Heard(null, host.Store.DurableVector);
            switch (message.MessageCase)
            {
                case PeerMessage.MessageOneofCase.Push or PeerMessage.MessageOneofCase.SnapshotBegin when host.Store.IsFull:
                    // The room that is left is for what clients were promised. The next link's heartbeat makes the writer look for more.
                    throw new PeerFailure(PeerFailureKind.Lost, $"the disk of site {host.Site} takes no writes ({host.Store.FullReason}): the site takes nothing until it does");
                case PeerMessage.MessageOneofCase.Push when clock.IsHolding:
                    break;
                case PeerMessage.MessageOneofCase.Push:
                    Core.Replication.Operation[] operations = [.. message.Push.Operations.Select(host.Limits.Read)];
                    VersionVector sent = VersionVector.Create(operations.Select(operation => new Core.Replication.VectorEntry(operation.Replica, operation.Sequence, operation.Chain)));
                    sender.Know(sent);
                    status.Heard(sent, host.Store.DurableVector);
                    await host.Loop.PostAsync(new ReplicaInput.Push(this, operations) { From = peer.Replica }, cancellationToken).ConfigureAwait(false);
                    status.Exchanged(message.Push.Operations);
                    break;
                case PeerMessage.MessageOneofCase.Acknowledgement:
                    Heard(Codec.Read(message.Acknowledgement.Vector));
                    break;
                case PeerMessage.MessageOneofCase.Heartbeat:
                    if (clock.Hear(message.Heartbeat) is { } offset)
                        status.Measured(offset, message.Heartbeat.Clock, host.Loop.Clock.Now, host.Loop.Rules.MaxClockSkew);
                    VersionVector vector = Codec.Read(message.Heartbeat.Vector);
                    Heard(vector);
                    if (protocol > Core.Replication.Protocol.First)
                        await host.Loop.PostAsync(new ReplicaInput.Heartbeat(this, vector, message.Heartbeat.Digest) { From = Speaker(), AsOf = message.Heartbeat.AsOf }, cancellationToken).ConfigureAwait(false);
                    break;
                case PeerMessage.MessageOneofCase.Subscribe:
                    sender.Subscribe(Codec.Read(message.Subscribe.Vector), wantsState: peer.Cluster is null);
                    break;
                case PeerMessage.MessageOneofCase.SnapshotBegin when host.IsReturning():
                    const string tooOld = "its peers no longer have all operations one by one that it lacks, so that nobody can tell whether it was written to since then";
                    host.CannotReturn(tooOld);
                    throw new PeerFailure(PeerFailureKind.Refused, $"this site's disk was rolled back, and {tooOld}");
                case PeerMessage.MessageOneofCase.SnapshotBegin:
                    begun = Codec.Read(message.SnapshotBegin.Vector);
                    parts.Clear();
                    stateBytes = 0;
                    Heard(begun);
                    break;
                case PeerMessage.MessageOneofCase.SnapshotPart when begun is not null:
                    stateBytes += MemoryOf(message.SnapshotPart);
                    host.Limits.CheckState(stateBytes);
                    parts.Add(host.Limits.Read(message.SnapshotPart));
                    status.Moved();
                    break;
                case PeerMessage.MessageOneofCase.SnapshotEnd when begun is not null:
                    stateVector = clock.IsHolding ? null : begun;
                    if (stateVector is not null)
                        await host.Loop.PostAsync(new ReplicaInput.State(this, begun, [.. parts]) { AcceptsClock = host.AcceptsClock }, cancellationToken).ConfigureAwait(false);
                    begun = null;
                    parts.Clear();
                    break;
                default:
                    throw new PeerFailure(PeerFailureKind.Garbage, $"the peer sent {message.MessageCase} out of turn");
            }
        }
        throw new PeerFailure(PeerFailureKind.Lost, "the peer ended the stream");
    }

    /// <summary>What a part takes in memory, about: objects of no content take some, too.</summary>
    private static long MemoryOf(SnapshotPart part)
    {
        const int bytesPerObject = 200;
        int objects = part.Documents.Count + part.Results.Count + part.Counters.Count + part.Conflicts.Count + part.Additions.Count + part.Members.Count + part.Collected.Count;
        return part.CalculateSize() + (bytesPerObject * (1L + objects));
    }

    private void Heard(VersionVector has)
    {
        if (Handshake.Contradiction(host.Identity(), peer with { Vector = has }) is { } contradiction)
        {
            if (contradiction.IsRolledBack && dialled)
                host.RolledBack(contradiction.Reason, has[host.Loop.Replica]);
            throw new PeerFailure(PeerFailureKind.Refused, contradiction.Reason);
        }
        sender.Know(has);
        status.Heard(has, host.Store.DurableVector);
        host.Heard(has);
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(host.HeartbeatInterval, host.TimeProvider);
        do
        {
            TimeSpan silence = host.TimeProvider.GetElapsedTime(Volatile.Read(ref lastWord));
            if (silence > Patience * host.HeartbeatInterval)
                throw new PeerFailure(PeerFailureKind.Lost, $"no word from the peer for {silence.TotalSeconds:0.#} s");
            if (clock.TryRelease(host.Loop.Rules))
            {
                status.Skewed(null);
                Resubscribe(host.Membership.Cluster is null ? VersionVector.Empty : host.Store.DurableVector);
            }
            // This word doesn't wait for the disk, which may be busy with a whole state: a site that works is not silent.
            sender.Post(new PeerMessage { Acknowledgement = new Acknowledgement { Vector = { Codec.Write(host.Store.DurableVector) } } });
            await host.Loop.PostAsync(new ReplicaInput.HeartbeatDue(this), cancellationToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }
}
