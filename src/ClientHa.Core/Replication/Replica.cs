namespace ClientHa.Core.Replication;

/// <summary>
/// A site's data and the rules by which it changes: deterministic, without a clock, a thread or a disk. The shell feeds it one input
/// after the other and carries out the effects in their order.
/// </summary>
internal sealed class Replica(ReplicaId id, ReplicaRules rules)
{
    private readonly DocumentTable documents = new();
    private readonly OperationResults results = new(rules.MaxResults);
    private readonly List<LogRecord.StatePart> parts = [];
    private HybridClock clock;

    /// <summary>This life of the site: the name under which it accepts writes.</summary>
    public ReplicaId Id { get; } = id;

    /// <summary>What is here, with the running hash of each replica's operations. Ahead of what is durable.</summary>
    public VersionVector Vector { get; private set; } = VersionVector.Empty;

    /// <summary>How many records have gone into the log.</summary>
    public long Records { get; private set; }

    /// <summary>The oldest protocol in which a peer can be told all that is here.</summary>
    public uint OldestProtocol { get; private set; } = Protocol.First;

    public int LiveDocuments => documents.LiveCount;

    public ulong Digest => documents.Digest;

    public ulong Clock => clock.Last;

    /// <summary>Takes an input, at a time of the wall clock in milliseconds since 1970, and adds what follows from it to the effects.</summary>
    public void Handle(ReplicaInput input, long nowMilliseconds, List<ReplicaEffect> effects)
    {
        switch (input)
        {
            case ReplicaInput.Write write:
                effects.Add(new ReplicaEffect.Reply(write.Call, Accept(write.Request, nowMilliseconds, effects)));
                break;
            case ReplicaInput.Get get:
                StoredDocument? found = documents.Find(get.Key);
                effects.Add(new ReplicaEffect.Reply(get.Call, new ReplicaReply.Found(found is { IsDeleted: false } ? found : null, Read(nowMilliseconds))));
                break;
            case ReplicaInput.List list:
                effects.Add(new ReplicaEffect.Reply(list.Call, Page(list, nowMilliseconds)));
                break;
            case ReplicaInput.Push push:
                Merge(push, effects);
                break;
            case ReplicaInput.State state:
                Merge(state, effects);
                break;
            case ReplicaInput.HeartbeatDue due:
                effects.Add(new ReplicaEffect.SendHeartbeat(due.Link, Vector, Digest));
                break;
            case ReplicaInput.Heartbeat heartbeat:
                Compare(heartbeat, effects);
                break;
            case ReplicaInput.Capture capture:
                ReplicaState captured = new(Vector, documents.ToArray(), results.ToArray(), Digest, Records);
                effects.Add(new ReplicaEffect.Reply(capture.Call, new ReplicaReply.State(captured, Read(nowMilliseconds))));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input, "A replica knows no such input.");
        }
    }

    /// <summary>Takes a record back from the log, after a restart.</summary>
    /// <returns>False where it doesn't follow what was recovered before it: the log is not this replica's, or is damaged.</returns>
    public bool Recover(LogRecord record)
    {
        if (record is LogRecord.Applied { Operation: { } operation } && !Follows(operation))
            return false;
        Apply(record);
        return true;
    }

    /// <summary>Begins where a snapshot of the log ends: its parts came before, as records.</summary>
    public void RecoverAt(long records) => Records = records;

    private ReplicaReply.Written Accept(WriteRequest request, long now, List<ReplicaEffect> effects)
    {
        results.Expire(now - (long)(rules.OperationLifetime + (2 * rules.MaxClockSkew)).TotalMilliseconds);
        if (results.Find(request.Id) is { } known)
            return new(WriteOutcome.Accepted, known, null, Read(now));

        StoredDocument? current = documents.Find(request.Key);
        WriteOutcome outcome = WriteRule.Judge(request, current, now, rules, clock.Last);
        if (outcome != WriteOutcome.Accepted)
            return new(outcome, null, current, Read(now));

        clock = request.Stamp == 0 ? clock.Tick(now) : clock.Merge(request.Stamp);
        VectorEntry last = Vector.EntryOf(Id) ?? new(Id, 0, 0);
        WriteVersion version = new(request.Stamp == 0 ? clock.Last : request.Stamp, request.Id);
        Append(
            new LogRecord.Applied(
                new Operation(
                    Id, last.Sequence + 1, version, request.Attempt, request.Kind, request.Key, request.Value, default, last.Chain),
                Superseded: current is not null && current.Version >= version),
            effects);
        return new(WriteOutcome.Accepted, results.Find(request.Id), null, Read(now));
    }

    private void Merge(ReplicaInput.Push push, List<ReplicaEffect> effects)
    {
        foreach (Operation operation in push.Operations)
        {
            VectorEntry? last = Vector.EntryOf(operation.Replica);
            if (last?.Sequence >= operation.Sequence)
                continue;
            if (operation.Replica == Id)
            {
                effects.Add(new ReplicaEffect.Diverged(push.Link, $"it has operation {operation.Sequence} of this replica, which ends with {last?.Sequence ?? 0}"));
                break;
            }
            if (!Follows(operation))
            {
                effects.Add((last?.Sequence ?? 0) + 1 < operation.Sequence
                    ? new ReplicaEffect.Resubscribe(push.Link, Vector)
                    : new ReplicaEffect.Diverged(push.Link, $"operation {operation.Sequence} of replica {operation.Replica} follows a history that is not the one known here"));
                break;
            }
            bool superseded = documents.Find(operation.Key) is { } current && current.Version >= operation.Version;
            Append(new LogRecord.Applied(operation, superseded), effects);
        }
        effects.Add(new ReplicaEffect.Acknowledge(push.Link, Vector));
    }

    private void Merge(ReplicaInput.State state, List<ReplicaEffect> effects)
    {
        // The end of nothing first: it parts these from the parts of a state that a crash cut short on its way to the disk.
        Append(new LogRecord.StateEnd(VersionVector.Empty), effects);
        foreach (LogRecord.StatePart part in state.Parts)
            Append(part, effects);
        Append(new LogRecord.StateEnd(state.Vector), effects);
        effects.Add(new ReplicaEffect.Acknowledge(state.Link, Vector));
    }

    private void Compare(ReplicaInput.Heartbeat heartbeat, List<ReplicaEffect> effects)
    {
        if (heartbeat.Vector.Equals(Vector) && heartbeat.Digest != Digest)
        {
            effects.Add(new ReplicaEffect.Diverged(
                heartbeat.Link, $"both sites have the operations {Vector}, and yet the digests of their states are {heartbeat.Digest:x16} there and {Digest:x16} here"));
        }
    }

    private ReplicaReply.Page Page(ReplicaInput.List list, long now)
    {
        List<StoredDocument> page = [];
        long bytes = 0;
        bool more = false;
        foreach (StoredDocument document in documents.Range(list.Prefix, list.After))
        {
            bytes += document.Key.Length + document.Value.Length;
            more = page.Count > 0 && (page.Count >= list.MaxCount || bytes > list.MaxBytes);
            if (more)
                break;
            page.Add(document);
        }
        return new([.. page], more, Vector, Read(now));
    }

    private void Append(LogRecord record, List<ReplicaEffect> effects)
    {
        Apply(record);
        effects.Add(new ReplicaEffect.Persist(record));
    }

    /// <summary>The one place where state changes: for new records, for other sites' records and for recovered ones.</summary>
    private void Apply(LogRecord record)
    {
        Records++;
        switch (record)
        {
            case LogRecord.Applied applied:
                Operation operation = applied.Operation;
                OldestProtocol = Math.Max(OldestProtocol, Protocol.OldestFor(operation.Kind));
                Vector = Vector.With(operation.Replica, operation.Sequence, operation.Chain);
                results.Add(new(operation.Version, operation.Replica, operation.Sequence, applied.Superseded));
                Set(new(operation.Key, operation.Value, operation.Version, operation.Kind == OperationKind.Delete));
                break;
            case LogRecord.StatePart part:
                parts.Add(part);
                break;
            case LogRecord.StateEnd end:
                if (!end.Vector.IsEmpty)
                    parts.ForEach(Apply);
                parts.Clear();
                Vector = Vector.Merge(end.Vector);
                break;
        }
    }

    private void Apply(LogRecord.StatePart part)
    {
        OldestProtocol = Math.Max(OldestProtocol, Protocol.OldestFor(part));
        foreach (StoredDocument document in part.Documents)
            Set(document);
        foreach (OperationResult result in part.Results)
            results.Add(result);
    }

    private void Set(StoredDocument document)
    {
        clock = clock.Merge(document.Version.Stamp);
        documents.Merge(document);
    }

    /// <summary>A hole is never accepted, nor a history other than the one that is known.</summary>
    private bool Follows(Operation operation)
    {
        VectorEntry last = Vector.EntryOf(operation.Replica) ?? new(operation.Replica, 0, 0);
        return operation.Sequence == last.Sequence + 1 && operation.PreviousChain == last.Chain;
    }

    /// <summary>This site's time for an answer: what is written after the client has merged it wins over all that is here.</summary>
    private ulong Read(long now) => clock.Tick(now).Last;
}
