using ClientHa.Core.Replication;
using ClientHa.Server.Draining;
using ClientHa.Server.Replication;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Documents;

/// <summary>
/// One watch: reads the log behind the writer, at the pace of its client. A slow one costs no memory; where the log is cut behind it,
/// it gets the whole state and is told so.
/// </summary>
internal sealed class WatchHandler(IReplicaAccess access)
{
    private const int MaxChangesPerResponse = 256;
    private const int MaxBytesPerResponse = 256 * 1024;

    /// <summary>After this many records that weren't for the client its cursor moves on, lest it read them again elsewhere.</summary>
    private const int MaxSkipped = 1_024;

    public async Task RunAsync(WatchRequest request, WireWriter<WatchResponse> responses, WireContext context)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, access.Draining);
        ReplicaLoop loop = access.Open();
        Watch watch = Begin(request);
        try
        {
            if (watch.Reader is null)
                await ResetAsync(watch, loop, responses, context.CancellationToken).ConfigureAwait(false);
            else
                await responses.WriteAsync(Timed(watch.TakeResponse())).ConfigureAwait(false);
            while (true)
            {
                Task durable = access.Store.Durability.Next;
                bool isReset = watch.Fill();
                if (watch.HasNews)
                    await responses.WriteAsync(Timed(watch.TakeResponse())).ConfigureAwait(false);
                if (isReset)
                    await ResetAsync(watch, loop, responses, context.CancellationToken).ConfigureAwait(false);
                else if (!watch.HasMore)
                    await durable.WaitAsync(ending.Token).ConfigureAwait(false);
                ending.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (access.Draining.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await responses.WriteAsync(Timed(watch.TakeResponse())).ConfigureAwait(false);
            throw Elsewhere.Refusal(Elsewhere.Drain, "This site stops; the watch goes on at another one, from its cursor.");
        }
        finally
        {
            watch.Reader?.Dispose();
        }
    }

    /// <summary>A clock that is ahead of all that the response shows, so that what its client writes then wins over it.</summary>
    private WatchResponse Timed(WatchResponse response)
    {
        HybridClock clock = new(response.Changes.Count == 0 ? 0 : response.Changes.Max(change => change.Document.Version.Stamp));
        response.Clock = clock.Tick(access.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds()).Last;
        return response;
    }

    private Watch Begin(WatchRequest request)
    {
        if (request.FromNow && !request.Cursor.IsEmpty)
            throw new WireException(WireStatusCode.InvalidArgument, "A watch starts from a cursor or from now, not from both.");
        if (request.FromNow)
            return new(request.Prefix, access.Store.OpenReaderAtEnd(out VersionVector now), now);
        try
        {
            VersionVector from = Cursor.Read(request.Cursor);
            return new(request.Prefix, access.Store.OpenReader(from), from);
        }
        catch (FormatException fault)
        {
            throw new WireException(WireStatusCode.InvalidArgument, $"{fault.Message} Watch without a cursor.");
        }
    }

    private async Task ResetAsync(Watch watch, ReplicaLoop loop, WireWriter<WatchResponse> responses, CancellationToken cancellationToken)
    {
        ReplicaState state = (await loop.AskAsync<ReplicaReply.State>(call => new ReplicaInput.Capture(call), cancellationToken).ConfigureAwait(false)).Value;
        await responses.WriteAsync(new WatchResponse { Reset = true }).ConfigureAwait(false);
        WatchResponse response = new();
        int bytes = 0;
        foreach (Core.Replication.StoredDocument document in state.Documents)
        {
            if (document.IsDeleted || !document.Key.StartsWith(watch.Prefix, StringComparison.Ordinal))
                continue;
            response.Changes.Add(new Change { Document = Codec.WriteDocument(document) });
            bytes += document.Value.Length;
            if (response.Changes.Count < MaxChangesPerResponse && bytes < MaxBytesPerResponse)
                continue;
            await responses.WriteAsync(Timed(response)).ConfigureAwait(false);
            (response, bytes) = (new(), 0);
        }
        response.ResetComplete = true;
        response.Cursor = Cursor.Write(state.Vector);
        await responses.WriteAsync(Timed(response)).ConfigureAwait(false);
        watch.Reader?.Dispose();
        // What is read again from the segment's beginning is covered, and skipped. Null: the log was cut meanwhile, so once more.
        watch.Restart(access.Store.OpenReader(state.Vector), state.Vector);
    }

    /// <summary>What one client watches, and what is ready for it.</summary>
    private sealed class Watch(string prefix, IRecordReader? reader, VersionVector from)
    {
        private Feed feed = new(from);
        private WatchResponse ready = new();
        private int skipped;
        private int bytes;

        public string Prefix => prefix;

        public IRecordReader? Reader { get; private set; } = reader;

        public bool HasMore { get; private set; }

        public bool HasNews => ready.Changes.Count > 0 || skipped >= MaxSkipped;

        public void Restart(IRecordReader? next, VersionVector vector) => (Reader, feed) = (next, new(vector));

        /// <returns>True where the log cannot bring the client further.</returns>
        public bool Fill()
        {
            try
            {
                HasMore = true;
                while (ready.Changes.Count < MaxChangesPerResponse && bytes < MaxBytesPerResponse && skipped < MaxSkipped)
                {
                    if (Reader is null)
                        return true;
                    HasMore = Reader.TryRead(out Core.Replication.LogRecord? record);
                    if (!HasMore)
                        return false;
                    FeedStep step = feed.Next(record!);
                    if (step == FeedStep.NeedState)
                        return true;
                    if (step == FeedStep.Deliver)
                        Add((Core.Replication.LogRecord.Applied)record!);
                }
                return false;
            }
            catch (RecordsGoneException)
            {
                return true;
            }
        }

        /// <summary>What is ready, with the cursor that covers it.</summary>
        public WatchResponse TakeResponse()
        {
            WatchResponse response = ready;
            response.Cursor = Cursor.Write(feed.Vector);
            (ready, skipped, bytes) = (new(), 0, 0);
            return response;
        }

        private void Add(Core.Replication.LogRecord.Applied record)
        {
            Core.Replication.Operation operation = record.Operation;
            if (!operation.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                skipped++;
                return;
            }
            ready.Changes.Add(new Change
            {
                Document = Codec.WriteDocument(new(operation.Key, operation.Value, operation.Version, IsDeleted: false)),
                Deleted = operation.Kind == Core.Replication.OperationKind.Delete,
                Superseded = record.Superseded,
                Replica = operation.Replica.Value,
                Sequence = operation.Sequence,
            });
            bytes += operation.Value.Length + operation.Key.Length;
        }
    }
}
