using ClientHa.Core.Replication;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Documents;

/// <summary>
/// The states that watches are reset to. As long as somebody reads one, others that begin are given the same, and then what came since:
/// a thousand slow watches hold one copy of the documents, not a thousand.
/// </summary>
internal sealed class ResetStates(IReplicaAccess access) : IDisposable
{
    /// <summary>What is read from the log in less than a second. Where more has come since, another state is the shorter way.</summary>
    private const ulong MostSince = 65_536;

    private readonly SemaphoreSlim gate = new(1);
    private readonly WeakReference<ResetState?> last = new(null);
    private long taken;

    /// <summary>How many were taken.</summary>
    public long Taken => Volatile.Read(ref taken);

    /// <param name="loop">Takes one where there is none to share.</param>
    /// <param name="has">What the watch has seen: it is shown nothing older.</param>
    /// <param name="isNew">
    /// It must be a new one. Behind an older one the log may hold what brings nobody further: another site's state, which was taken over.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResetState> TakeAsync(ReplicaLoop loop, VersionVector has, bool isNew, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isNew && last.TryGetTarget(out ResetState? shared) && GoesOnFrom(shared, has))
                return shared;
            ReplicaState state = (await loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), cancellationToken).ConfigureAwait(false)).Value;
            ResetState next = new(state.Documents, state.Vector);
            last.SetTarget(next);
            Interlocked.Increment(ref taken);
            return next;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private bool GoesOnFrom(ResetState state, VersionVector has)
    {
        VersionVector here = access.Store.DurableVector;
        if (!state.Vector.Covers(has.Meet(here)) || here.CountBeyond(state.Vector) > MostSince)
            return false;
        using IRecordReader? reader = access.Store.OpenReader(state.Vector);
        return reader is not null;
    }
}
