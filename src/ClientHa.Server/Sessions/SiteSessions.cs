using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Server.Documents;
using ClientHa.Server.Draining;
using ClientHa.Server.Replication;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using SiteWord = ClientHa.V1.SiteWord;

namespace ClientHa.Server.Sessions;

/// <summary>What this site knows for its callers' sessions: whether it covers them, and what other sites have of its own writes.</summary>
/// <param name="isLinked">Whether some peer is connected.</param>
/// <param name="isRetired">Whether a replica is gone for good.</param>
internal sealed class SiteSessions(
    ReplicaId replica, IReplicaStore store, PeerConfirmations confirmations, SessionTimes times, Func<bool> isLinked, Func<ReplicaId, bool> isRetired,
    TimeProvider timeProvider)
{
    /// <summary>Longer than that nobody waits for a word of a peer.</summary>
    private const int MaxConcernMilliseconds = 600_000;

    private Printed printed = new(VersionVector.Empty, ByteString.Empty);

    /// <summary>Waits until this site covers the session.</summary>
    /// <returns>Whether what is here does not cover it, and the caller takes that.</returns>
    /// <exception cref="WireException">UNAVAILABLE with the hint to go elsewhere: it does not cover the session in time. INVALID_ARGUMENT:
    /// that is none.</exception>
    public async ValueTask<bool> EnterAsync(Session? session, CancellationToken cancellationToken)
    {
        if (session is null || (session.Vector.IsEmpty && session.Kept.IsEmpty))
            return false;
        (VersionVector required, VersionVector kept) = (Read(session.Vector), Read(session.Kept));
        long started = timeProvider.GetTimestamp();
        while (true)
        {
            Task durable = store.Durability.Next;
            TimeSpan left = times.Wait - timeProvider.GetElapsedTime(started);
            SessionFacts facts = new(store.DurableVector, required, kept, isRetired, session.AcceptStale, isLinked(), left <= TimeSpan.Zero);
            switch (SessionRule.Judge(facts))
            {
                case SessionStep.Answer:
                    return false;
                case SessionStep.AnswerStale:
                    return true;
                case SessionStep.Behind:
                    throw Elsewhere.Refusal(Elsewhere.Behind, $"Site {replica.Site} has not yet all that this caller has read and written: {required.Merge(kept).CountBeyond(facts.Here)} operations are missing here.");
            }
            await durable.WaitAsync(left, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What this site says of itself in an answer whose content is durable.</summary>
    public SiteWord Word(bool isStale = false) => new()
    {
        Replica = replica.Value,
        Vector = Print(store.DurableVector),
        Confirmed = confirmations.Sequence,
        Stale = isStale,
    };

    /// <summary>The same, in an answer that covers so much and no more.</summary>
    public SiteWord Word(ByteString vector) => new() { Replica = replica.Value, Vector = vector, Confirmed = confirmations.Sequence };

    /// <summary>Checks what a caller asks for, before its write is executed.</summary>
    /// <exception cref="WireException">INVALID_ARGUMENT.</exception>
    public static void Check(WriteConcern? concern)
    {
        if (concern is { TimeoutMilliseconds: < 0 or > MaxConcernMilliseconds })
            throw new WireException(WireStatusCode.InvalidArgument, $"timeout_milliseconds {concern.TimeoutMilliseconds} is out of range: give 1 to {MaxConcernMilliseconds}, or 0 for this site's own.");
    }

    /// <summary>Waits for another site to have a write, where the caller wants that.</summary>
    /// <returns>Whether none had it in time.</returns>
    public async ValueTask<bool> ConfirmAsync(WriteConcern? concern, OperationResult accepted, CancellationToken cancellationToken)
    {
        // What another replica has accepted has come from there.
        if (concern is not { AnyPeer: true } || accepted.Replica != replica)
            return false;
        TimeSpan limit = concern.TimeoutMilliseconds == 0 ? times.Concern : TimeSpan.FromMilliseconds(concern.TimeoutMilliseconds);
        long started = timeProvider.GetTimestamp();
        while (true)
        {
            Task moved = confirmations.Next;
            if (confirmations.Sequence >= accepted.Sequence)
                return false;
            TimeSpan left = limit - timeProvider.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return true;
            await moved.WaitAsync(left, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static VersionVector Read(ByteString vector)
    {
        try
        {
            return Cursor.Read(vector);
        }
        catch (FormatException fault)
        {
            throw new WireException(WireStatusCode.InvalidArgument, $"{fault.Message} It stands in the session's vector.");
        }
    }

    /// <summary>Many answers show the same vector: those that shared a sync.</summary>
    private ByteString Print(VersionVector vector)
    {
        Printed last = Volatile.Read(ref printed);
        if (last.Vector == vector)
            return last.Bytes;
        Printed next = new(vector, Cursor.Write(vector));
        Volatile.Write(ref printed, next);
        return next.Bytes;
    }

    private sealed record Printed(VersionVector Vector, ByteString Bytes);
}
