namespace ClientHa.Core.Replication;

/// <summary>
/// A site's data and the rules by which it changes: deterministic, without a clock, a thread or a disk. The shell feeds it one input
/// after the other and carries out the effects in their order.
/// </summary>
internal sealed partial class Replica(ReplicaId id, ReplicaRules rules)
{
    private readonly DocumentTable documents = new();
    private readonly OperationResults results = new(rules.MaxResults);
    private readonly CounterTable counters = new(rules.MaxAdditions);
    private readonly ConflictLog conflicts = new(rules);
    private readonly List<LogRecord.StatePart> parts = [];
    private readonly Members members = new(id);
    private readonly Tombstones tombstones = new(rules);
    private readonly ClockLead lead = new(rules);
    private HybridClock clock;
    private long told;
    private int retired;

    /// <summary>This life of the site: the name under which it accepts writes.</summary>
    public ReplicaId Id { get; } = id;

    /// <summary>What is here, with the running hash of each replica's operations. Ahead of what is durable.</summary>
    public VersionVector Vector { get; private set; } = VersionVector.Empty;

    /// <summary>How many records have gone into the log.</summary>
    public long Records { get; private set; }

    /// <summary>The oldest protocol in which a peer can be told all that is here.</summary>
    public uint OldestProtocol { get; private set; } = Protocol.First;

    public int LiveDocuments => documents.LiveCount;

    /// <summary>How many deletes are remembered.</summary>
    public int Tombstones => documents.Count - documents.LiveCount;

    /// <inheritdoc cref="LogRecord.StatePart.Collected"/>
    public VersionVector Collected { get; private set; } = VersionVector.Empty;

    /// <summary>Who takes part, and who will never come back.</summary>
    public Roster Roster => members.Roster;

    public int Counters => counters.Count;

    public int Conflicts => conflicts.Count;

    public ulong Digest => documents.Digest + counters.Digest;

    public ulong Clock => clock.Last;

    public ReplicaRules Rules => rules;

    /// <summary>
    /// Whether every replica has the operation, durably, and all that they had accepted by then is here. As the last heartbeats tell.
    /// </summary>
    public bool IsStable(ReplicaId replica, ulong sequence) => members.Stability.Vector.Covers(replica, sequence);

    /// <summary>Whether no operation with this stamp or an older one can come any more that isn't here.</summary>
    public bool IsSettled(ulong stamp, long nowMilliseconds) => tombstones.IsSettled(stamp, members.Stability, nowMilliseconds);

    /// <summary>Takes an input, at a time of the wall clock in milliseconds since 1970, and adds what follows from it to the effects.</summary>
    public void Handle(ReplicaInput input, long nowMilliseconds, List<ReplicaEffect> effects)
    {
        lead.Read(nowMilliseconds, clock.Last);
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
            case ReplicaInput.GetCounter counter:
                effects.Add(new ReplicaEffect.Reply(counter.Call, new ReplicaReply.Counter(counters.Total(counter.Key), Read(nowMilliseconds))));
                break;
            case ReplicaInput.ListCounters list:
                effects.Add(new ReplicaEffect.Reply(list.Call, Page(list, nowMilliseconds)));
                break;
            case ReplicaInput.ListConflicts list:
                effects.Add(new ReplicaEffect.Reply(list.Call, Page(list, nowMilliseconds)));
                break;
            case ReplicaInput.Push push:
                Forget(nowMilliseconds);
                Merge(push, nowMilliseconds, effects);
                break;
            case ReplicaInput.State state:
                Merge(state, nowMilliseconds, effects);
                break;
            case ReplicaInput.HeartbeatDue due:
                told = Math.Max(told, nowMilliseconds);
                Forget(told);
                effects.Add(new ReplicaEffect.SendHeartbeat(due.Link, Vector, Digest, told));
                break;
            case ReplicaInput.Heartbeat heartbeat:
                Hear(heartbeat, nowMilliseconds, effects);
                break;
            case ReplicaInput.Met met:
                members.Hear(met.Peer, met.Vector, 0, Vector);
                break;
            case ReplicaInput.Admit admit:
                effects.Add(new ReplicaEffect.Reply(admit.Call, new ReplicaReply.Admitted(Admit(admit.Peer, nowMilliseconds, effects), Read(nowMilliseconds))));
                break;
            case ReplicaInput.Retire retire:
                effects.Add(new ReplicaEffect.Reply(retire.Call, Retire(retire.Replicas, nowMilliseconds, effects)));
                break;
            case ReplicaInput.Capture capture:
                effects.Add(new ReplicaEffect.Reply(capture.Call, new ReplicaReply.State(Captured(), Read(nowMilliseconds))));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input, "A replica knows no such input.");
        }
        Collect(nowMilliseconds);
        if (Roster.Retired.Length == retired)
            return;
        retired = Roster.Retired.Length;
        effects.Add(new ReplicaEffect.Retired(Roster));
    }

    /// <summary>Takes a record back from the log, after a restart.</summary>
    /// <returns>False where it doesn't follow what was recovered before it: the log is not this replica's, or is damaged.</returns>
    public bool Recover(LogRecord record)
    {
        if (record is LogRecord.Applied { Operation: { } operation } && !Follows(operation))
            return false;
        Apply(record);
        retired = Roster.Retired.Length;
        return true;
    }

    /// <summary>Begins where a snapshot of the log ends: its parts came before, as records.</summary>
    public void RecoverAt(long records) => Records = records;

    private ReplicaReply.Written Accept(WriteRequest request, long wall, List<ReplicaEffect> effects)
    {
        // What peers were told of is not taken back: who collects tombstones relies on it.
        long now = Math.Max(wall, told);
        Forget(now);
        long ahead = Math.Max(0, wall + lead.Milliseconds - now);
        if (request.Kind == OperationKind.Add)
            return AcceptAddition(request, now, ahead, effects);
        if (results.Find(request.Id) is { } known)
            return new(WriteOutcome.Accepted, known, null, Read(now));

        StoredDocument? current = documents.Find(request.Key);
        WriteOutcome outcome = WriteRule.Judge(request, current, now, rules, ahead, results.Horizon);
        if (outcome != WriteOutcome.Accepted)
            return new(outcome, null, current, Read(now));

        Operation operation = Next(request, now) with { ReplacedStamp = current?.Version.Stamp ?? 0 };
        Append(new LogRecord.Applied(operation, Superseded: current is not null && current.Version >= operation.Version), effects);
        return new(WriteOutcome.Accepted, results.Find(request.Id), null, Read(now));
    }

    /// <summary>The operation that this replica accepts next.</summary>
    private Operation Next(WriteRequest request, long now)
    {
        clock = request.Stamp == 0 ? clock.Tick(now) : clock.Merge(request.Stamp);
        VectorEntry last = Vector.EntryOf(Id) ?? new(Id, 0, 0);
        WriteVersion version = new(request.Stamp == 0 ? clock.Last : request.Stamp, request.Id);
        return new(Id, last.Sequence + 1, version, request.Attempt, request.Kind, request.Key, request.Value, default, last.Chain);
    }

    /// <summary>In small steps, so that no input waits for it.</summary>
    private void Collect(long now)
    {
        const int most = 8;
        if (!tombstones.IsDue(now))
            return;
        SettleAlone(now);
        Collected = tombstones.Collect(documents, members.Stability, now, most, Collected);
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
                if (operation.Sequence == 1)
                    members.Add(operation.Replica);
                Vector = Vector.With(operation.Replica, operation.Sequence, operation.Chain);
                clock = clock.Merge(operation.Version.Stamp);
                Apply(operation, applied.Superseded);
                break;
            case LogRecord.StatePart part:
                parts.Add(part);
                break;
            case LogRecord.StateEnd end:
                if (!end.Vector.IsEmpty)
                    TakeState(end.Vector);
                parts.Clear();
                Vector = Vector.Merge(end.Vector);
                foreach (VectorEntry entry in end.Vector.Entries)
                    members.Add(entry.Replica);
                break;
        }
    }

    private void Apply(Operation operation, bool superseded)
    {
        switch (operation.Kind)
        {
            case OperationKind.Add:
                counters.Take(Addition.Of(operation));
                break;
            case OperationKind.Join or OperationKind.Retire:
                members.Apply(operation);
                break;
            default:
                Write(operation, superseded);
                break;
        }
    }

    private void Write(Operation operation, bool superseded)
    {
        bool isFirst = results.Add(new(operation.Version, operation.Replica, operation.Sequence, superseded));
        StoredDocument document = new(operation.Key, operation.Value, operation.Version, operation.Kind == OperationKind.Delete);
        bool isTaken = documents.Merge(document, out StoredDocument? previous);
        if (isTaken && document.IsDeleted)
            tombstones.Add(operation, documents);
        // What comes a second time meets what was written over the first, by somebody who had seen it.
        if (!isFirst || previous is null)
            return;
        if (!isTaken)
            Lost(document, previous);
        // Who wrote over nothing may have met a site that had forgotten the delete; and what that deleted he hadn't seen either.
        else if (previous.Version.Stamp > operation.ReplacedStamp && (operation.ReplacedStamp != 0 || !previous.IsDeleted))
            Lost(previous, document);
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
