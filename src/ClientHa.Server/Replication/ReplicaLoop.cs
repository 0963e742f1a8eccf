using System.Threading.Channels;
using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Wire;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Replication;

/// <summary>
/// Feeds the replica, one input after the other, and carries out its effects. Two stages: one decides, the other makes durable what was
/// decided and then answers. While the disk works, the first goes on; what has gathered meanwhile shares the next sync.
/// </summary>
internal sealed class ReplicaLoop : IAsyncDisposable
{
    private const int MaxInputsPerBatch = 1_024;

    private readonly IReplicaStore store;
    private readonly TimeProvider timeProvider;
    private readonly ILogger logger;
    private readonly Channel<ReplicaInput> mailbox = Channel.CreateBounded<ReplicaInput>(new BoundedChannelOptions(8_192) { SingleReader = true });
    private readonly Channel<Decided> batches = Channel.CreateBounded<Decided>(new BoundedChannelOptions(8) { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Replica replica;

    /// <summary>As the disk has it, where that refused what this replica had decided: takes its place before the next input.</summary>
    private Replica? recovered;
    private Roster roster;
    private Roster durableRoster;
    private Task deciding = Task.CompletedTask;
    private Task writing = Task.CompletedTask;

    public ReplicaLoop(Replica replica, IReplicaStore store, TimeProvider timeProvider, ILogger logger)
    {
        (this.replica, this.store, this.timeProvider, this.logger) = (replica, store, timeProvider, logger);
        roster = durableRoster = replica.Roster;
        Clock = new(timeProvider, replica.Rules.MaxClockSkew);
        Publish();
    }

    /// <summary>Completes with the reason where the log can no longer be written. The process must stop: what it holds in memory may be more than what is durable.</summary>
    public Task<Exception> Failed => failed.Task;

    public ReplicaId Replica => replica.Id;

    public ReplicaRules Rules => replica.Rules;

    /// <summary>The time by which this site stamps and judges.</summary>
    public SiteClock Clock { get; }

    /// <summary>As of the last batch; for a status.</summary>
    public int LiveDocuments { get; private set; }

    /// <inheritdoc cref="LiveDocuments"/>
    public int Counters { get; private set; }

    /// <inheritdoc cref="LiveDocuments"/>
    public int Conflicts { get; private set; }

    /// <inheritdoc cref="LiveDocuments"/>
    public ulong Digest { get; private set; }

    /// <summary>Is told, by the writer, how long the disk took to make a batch durable. Set before the start.</summary>
    public Action<TimeSpan> Synced { get; set; } = _ => { };

    /// <summary>Is told, by the writer, that this life is over, durably. Set before the start.</summary>
    public Action<string> Over { get; set; } = _ => { };

    /// <summary>The oldest protocol in which a peer can be told all that is here, as of the last batch.</summary>
    public uint OldestProtocol { get; private set; }

    /// <inheritdoc cref="LiveDocuments"/>
    public int Tombstones { get; private set; }

    /// <summary>Who takes part. As of the last batch, which need not be durable yet.</summary>
    public IReadOnlyCollection<ReplicaId> Known => Volatile.Read(ref roster).Known;

    /// <summary>Whose life is over, durably.</summary>
    public Roster Roster => Volatile.Read(ref durableRoster);

    /// <inheritdoc cref="Core.Replication.Roster.IsRetired"/>
    public bool IsRetired(ReplicaId id) => Roster.IsRetired(id);

    public void Start()
    {
        deciding = Task.Run(DecideAsync);
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Waits for room in the mailbox, not for what becomes of the input.</summary>
    public ValueTask PostAsync(ReplicaInput input, CancellationToken cancellationToken) => mailbox.Writer.WriteAsync(input, cancellationToken);

    /// <summary>Asks, and waits until all that the answer shows is durable.</summary>
    /// <exception cref="WireException">UNAVAILABLE: the loop has ended, or its log has failed.</exception>
    public async Task<TReply> AskAsync<TReply>(Func<object, ReplicaInput> input, CancellationToken cancellationToken)
        where TReply : ReplicaReply
    {
        ReplicaCall call = new();
        try
        {
            await mailbox.Writer.WriteAsync(input(call), cancellationToken).ConfigureAwait(false);
            return (TReply)await call.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LogRefusedException exception)
        {
            // Not "not processed": a part of the write may be on the disk until it can be wiped out.
            throw new WireException(WireStatusCode.Unavailable, $"{exception.Message} Whether the call was executed here is not known.");
        }
        catch (Exception exception) when (exception is ChannelClosedException || failed.Task.IsCompleted)
        {
            // As if the site had been killed at this moment: what may be repeated is repeated elsewhere.
            throw new WireException(WireStatusCode.Unavailable, "This site stops, or its log cannot be written any more; whether the call was executed is not known.");
        }
    }

    /// <summary>Takes nothing more, and finishes what was taken.</summary>
    public async ValueTask DisposeAsync()
    {
        mailbox.Writer.TryComplete();
        await deciding.ConfigureAwait(false);
        await writing.ConfigureAwait(false);
    }

    private async Task DecideAsync()
    {
        List<ReplicaEffect> effects = [];
        try
        {
            while (await mailbox.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                effects = [];
                replica = Interlocked.Exchange(ref recovered, null) ?? replica;
                for (int taken = 0; taken < MaxInputsPerBatch && mailbox.Reader.TryRead(out ReplicaInput? input); taken++)
                    replica.Handle(input, Clock.Now, effects);
                Publish();
                await batches.Writer.WriteAsync(new(replica, effects)).ConfigureAwait(false);
            }
            batches.Writer.Complete();
        }
        catch (Exception exception)
        {
            Fail(exception);
            Abandon(effects, exception);
            await foreach (ReplicaInput input in mailbox.Reader.ReadAllAsync().ConfigureAwait(false))
                ReplicaOrigins.CallOf(input)?.TrySetException(exception);
        }
    }

    private void Publish()
    {
        (LiveDocuments, Tombstones, Counters, Conflicts) = (replica.LiveDocuments, replica.Tombstones, replica.Counters, replica.Conflicts);
        (Digest, OldestProtocol) = (replica.Digest, replica.OldestProtocol);
        Volatile.Write(ref roster, replica.Roster);
    }

    private async Task WriteAsync()
    {
        List<Decided> ready = [];
        Replica current = replica;
        LogRefusedException? refusal = null;
        try
        {
            while (await batches.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                ready.Clear();
                while (batches.Reader.TryRead(out Decided? decided))
                {
                    // Decided behind what the disk has refused, and before that was known.
                    if (decided.By != current)
                        Abandon(decided.Effects, refusal!);
                    else
                        ready.Add(decided);
                }
                try
                {
                    MakeDurable(ready);
                    foreach (Decided decided in ready)
                        decided.Effects.ForEach(CarryOut);
                }
                catch (LogRefusedException exception)
                {
                    refusal = exception;
                    current = Recover(ready, exception);
                }
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
            ready.ForEach(decided => Abandon(decided.Effects, exception));
            await foreach (Decided decided in batches.Reader.ReadAllAsync().ConfigureAwait(false))
                Abandon(decided.Effects, exception);
        }
    }

    /// <summary>Goes back to what is durable: nobody was told of anything that was decided since.</summary>
    private Replica Recover(List<Decided> refused, LogRefusedException exception)
    {
        ReplicationLog.WriteRefused(logger, exception.InnerException!.Message);
        Replica next = store.Recover();
        // A part of what was decided may be durable, and who was retired by it.
        Learn(next.Roster);
        refused.ForEach(decided => Abandon(decided.Effects, exception));
        refused.Clear();
        Volatile.Write(ref recovered, next);
        return next;
    }

    /// <summary>Whose life is over is durable.</summary>
    private void Learn(Roster known)
    {
        Volatile.Write(ref durableRoster, known);
        if (known.OwnEnd is { } reason)
            Over(reason);
    }

    private void MakeDurable(List<Decided> ready)
    {
        bool appended = false;
        foreach (Decided decided in ready)
        {
            foreach (ReplicaEffect effect in decided.Effects)
            {
                if (effect is not ReplicaEffect.Persist persist)
                    continue;
                store.Append(persist.Record);
                appended = true;
            }
        }
        if (appended)
        {
            long started = timeProvider.GetTimestamp();
            store.Sync();
            Synced(timeProvider.GetElapsedTime(started));
        }
        if (store.IsFull)
            store.TryMakeRoom();
    }

    private void CarryOut(ReplicaEffect effect)
    {
        switch (effect)
        {
            case ReplicaEffect.Reply reply:
                ((ReplicaCall)reply.Call).TrySetResult(reply.Value);
                break;
            case ReplicaEffect.Acknowledge acknowledge:
                ((IReplicaLink)acknowledge.Link).Acknowledge(acknowledge.Vector);
                break;
            case ReplicaEffect.SendHeartbeat heartbeat:
                ((IReplicaLink)heartbeat.Link).SendHeartbeat(heartbeat.Vector, heartbeat.Digest, heartbeat.AsOf);
                break;
            case ReplicaEffect.Resubscribe resubscribe:
                ((IReplicaLink)resubscribe.Link).Resubscribe(resubscribe.Vector);
                break;
            case ReplicaEffect.Ahead ahead:
                ((IReplicaLink)ahead.Link).Hold(ahead.Stamp);
                break;
            case ReplicaEffect.Retired retired:
                Learn(retired.Roster);
                break;
            case ReplicaEffect.Refuse refuse:
                ((IReplicaLink)refuse.Link).Refuse(refuse.Reason);
                break;
            case ReplicaEffect.Diverged diverged:
                ((IReplicaLink)diverged.Link).Diverge(diverged.Reason);
                break;
        }
    }

    /// <summary>
    /// Nothing is retried: after a failed sync nobody knows what the disk holds (Rebello et al., "Can Applications Recover from fsync
    /// Failures?", USENIX ATC 2020). Calls under way get no answer.
    /// </summary>
    private void Fail(Exception exception)
    {
        if (!failed.TrySetResult(exception))
            return;
        ReplicationLog.ReplicaFailed(logger, exception);
        mailbox.Writer.TryComplete();
        batches.Writer.TryComplete();
    }

    private void Abandon(List<ReplicaEffect> effects, Exception exception)
    {
        foreach (ReplicaEffect effect in effects)
        {
            if (effect is ReplicaEffect.Reply reply)
                ((ReplicaCall)reply.Call).TrySetException(exception);
            else if (exception is LogRefusedException && ReplicaOrigins.LinkOf(effect) is { } link)
                // The peer believes that all which it has sent is here, or was judged.
                link.Resubscribe(store.DurableVector);
        }
    }

    /// <summary>The effects of a batch of inputs, and the replica that they are of.</summary>
    private sealed record Decided(Replica By, List<ReplicaEffect> Effects);
}
