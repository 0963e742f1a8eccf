using System.Runtime.CompilerServices;
using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;

namespace ClientHa.Server.Documents;

/// <summary>
/// One watch: reads the log behind the writer, at the pace of its reader. A slow one costs no memory; where the log is cut behind it,
/// it gets the whole state and is told so.
/// </summary>
internal sealed class DocumentWatch(IReplicaAccess access, string prefix)
{
    private const int MaxChangesPerResponse = 256;
    private const int MaxBytesPerResponse = 256 * 1024;

    /// <summary>Ends by itself when the site drains, with the cursor from which it goes on elsewhere.</summary>
    /// <param name="from">Null: from now on.</param>
    public async IAsyncEnumerable<WatchResponse> RunAsync(VersionVector? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        access.Watches.Opened();
        try
        {
            await foreach (WatchResponse response in ReadAsync(from, cancellationToken).ConfigureAwait(false))
                yield return response;
        }
        finally
        {
            access.Watches.Closed();
        }
    }

    private async IAsyncEnumerable<WatchResponse> ReadAsync(VersionVector? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, access.Draining);
        ReplicaLoop loop = access.Open();
        using WatchedLog log = Open(from);
        bool needsState = log.Reader is null;
        if (!needsState)
            yield return log.TakeResponse();
        while (!ending.IsCancellationRequested)
        {
            if (needsState)
            {
                await foreach (WatchResponse response in ResetAsync(log, loop, cancellationToken).ConfigureAwait(false))
                    yield return response;
            }
            Task durable = access.Store.Durability.Next;
            needsState = log.Fill();
            if (log.HasNews)
                yield return log.TakeResponse();
            if (!needsState && !log.HasMore)
                await durable.WaitAsync(ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancellationToken.ThrowIfCancellationRequested();
        yield return log.TakeResponse();
    }

    private WatchedLog Open(VersionVector? from) => from is null
        ? new(prefix, access.Store.OpenReaderAtEnd(out VersionVector now), now)
        : new(prefix, access.Store.OpenReader(from), from);

    private async IAsyncEnumerable<WatchResponse> ResetAsync(WatchedLog log, ReplicaLoop loop, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ResetState state = await access.Resets.TakeAsync(loop, log.Vector, isNew: log.WasReset, cancellationToken).ConfigureAwait(false);
        access.Watches.Reset();
        yield return new WatchResponse { Reset = true };
        WatchResponse response = new();
        int bytes = 0;
        foreach (Core.Replication.StoredDocument document in state.Documents)
        {
            if (document.IsDeleted || !document.Key.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            response.Changes.Add(new Change { Document = Codec.WriteDocument(document) });
            bytes += document.Value.Length;
            if (response.Changes.Count < MaxChangesPerResponse && bytes < MaxBytesPerResponse)
                continue;
            yield return response;
            (response, bytes) = (new(), 0);
        }
        response.ResetComplete = true;
        response.Cursor = Cursor.Write(state.Vector);
        yield return response;
        // What is read again from the segment's beginning is covered, and skipped. Null: the log was cut meanwhile, so once more.
        log.Restart(access.Store.OpenReader(state.Vector), state.Vector);
    }
}
