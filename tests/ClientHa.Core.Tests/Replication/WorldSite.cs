using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>
/// A site of a world: the replica, and the shell around it with a disk. The disk is as slow as the dice say, and a crash loses what
/// isn't on it.
/// </summary>
internal sealed class WorldSite(World world, int number, long skewMilliseconds)
{
    private readonly Queue<ReplicaEffect> effects = [];
    private readonly HashSet<WriteVersion> durableVersions = [];
    private readonly List<LogRecord> log = [];
    private readonly List<LogRecord.StatePart> parts = [];
    private LogRecord[] snapshot = [];
    private long logBase;

    public ReplicaId Id { get; } = ReplicaId.Create(number, Prng.Mix((ulong)number + 77));

    public Replica Replica { get; private set; } = null!;

    public bool IsUp { get; private set; }

    /// <summary>On disk, and told before anything else.</summary>
    public Guid? Cluster { get; set; }

    /// <summary>What is on disk.</summary>
    public VersionVector Durable { get; private set; } = VersionVector.Empty;

    /// <summary>A site that joins has nothing to say before it has a state.</summary>
    public bool IsServing => IsUp && Cluster is not null && (number == 0 || !Durable.IsEmpty);

    public SiteIdentity Identity => new(SiteIdentity.CurrentProtocol, Cluster, number, Id, Durable);

    private long Now => world.Now + skewMilliseconds;

    public void Start()
    {
        Replica = Recovered();
        IsUp = true;
    }

    public void Crash()
    {
        effects.Clear();
        IsUp = false;
    }

    public void Handle(ReplicaInput input)
    {
        if (!IsUp)
            return;
        List<ReplicaEffect> added = [];
        VersionVector before = Replica.Vector;
        Replica.Handle(input, Now, added);
        if (input is ReplicaInput.Push)
            CheckForHoles(before, added);
        foreach (ReplicaEffect effect in added)
            effects.Enqueue(effect);
        Sync(0);
    }

    /// <summary>The disk takes some records more, and what waited for them is carried out.</summary>
    /// <returns>How many records.</returns>
    public int Sync(int most)
    {
        int count = 0;
        while (effects.TryPeek(out ReplicaEffect? effect))
        {
            if (effect is ReplicaEffect.Persist && count == most)
                return count;
            effects.Dequeue();
            if (effect is ReplicaEffect.Persist persist)
            {
                count++;
                TakeDurable(persist.Record);
            }
            else
            {
                CarryOut(effect);
            }
        }
        return count;
    }

    /// <summary>The record at the position, or where it is compacted the end of what stands in its place.</summary>
    public LogRecord? Read(long position, out long next)
    {
        next = Math.Max(position + 1, logBase);
        return position < logBase ? snapshot[^1] : position < logBase + log.Count ? log[(int)(position - logBase)] : null;
    }

    public ReplicaState State()
    {
        List<ReplicaEffect> replies = [];
        Replica.Handle(new ReplicaInput.Capture(this), Now, replies);
        return ((ReplicaReply.State)((ReplicaEffect.Reply)replies.Single()).Value).Value;
    }

    public void Compact() => Handle(new ReplicaInput.Capture(this));

    /// <summary>A replica made of what is on disk.</summary>
    public Replica Recovered()
    {
        Replica replica = new(Id, World.Rules);
        foreach (LogRecord record in snapshot)
            WorldViolation.Unless(replica.Recover(record), $"{this} cannot recover its snapshot");
        replica.RecoverAt(logBase);
        foreach (LogRecord record in log)
            WorldViolation.Unless(replica.Recover(record), $"{this} cannot recover {record}");
        WorldViolation.Unless(replica.Vector.Equals(Durable), $"{this} recovered {replica.Vector} of {Durable}");
        return replica;
    }

    public override string ToString() => $"site {number}";

    private void TakeDurable(LogRecord record)
    {
        log.Add(record);
        switch (record)
        {
            case LogRecord.Applied { Operation: { } operation }:
                Durable = Durable.With(operation.Replica, operation.Sequence, operation.Chain);
                bool isNew = durableVersions.Add(operation.Version);
                WorldViolation.Unless(isNew || operation.Replica != Id, $"{this} executed {operation.Version.OperationId}, which it had");
                world.Ledger.TakeDurable(this, operation);
                break;
            case LogRecord.StatePart part:
                parts.Add(part);
                break;
            case LogRecord.StateEnd end:
                if (!end.Vector.IsEmpty)
                    durableVersions.UnionWith(parts.SelectMany(VersionsOf));
                parts.Clear();
                Durable = Durable.Merge(end.Vector);
                break;
        }
    }

    private void CarryOut(ReplicaEffect effect)
    {
        switch (effect)
        {
            case ReplicaEffect.Reply { Call: WorldCall call } reply:
                CheckReply(reply.Value);
                call.Client.Receive(this, call, reply.Value);
                break;
            case ReplicaEffect.Reply { Call: WorldStream stream, Value: ReplicaReply.State state }:
                stream.SendState(state.Value);
                break;
            case ReplicaEffect.Reply { Call: WorldSite, Value: ReplicaReply.State state }:
                TakeSnapshot(state.Value);
                break;
            case ReplicaEffect.Acknowledge { Link: WorldLink link }:
                link.CarryOut(this, effect);
                break;
            case ReplicaEffect.SendHeartbeat { Link: WorldLink link }:
                link.CarryOut(this, effect);
                break;
            case ReplicaEffect.Resubscribe { Link: WorldLink link }:
                link.CarryOut(this, effect);
                break;
            case ReplicaEffect.Diverged { Link: WorldLink link }:
                link.CarryOut(this, effect);
                break;
        }
    }

    private void TakeSnapshot(ReplicaState state)
    {
        WorldViolation.Unless(state.Records == logBase + log.Count, $"{this} counts {state.Records} records and has {logBase + log.Count}");
        snapshot = [new LogRecord.StatePart(state.Documents, state.Results), new LogRecord.StateEnd(state.Vector)];
        log.Clear();
        logBase = state.Records;
    }

    private static IEnumerable<WriteVersion> VersionsOf(LogRecord.StatePart part) =>
        part.Documents.Select(document => document.Version).Concat(part.Results.Select(result => result.Version));

    private void CheckForHoles(VersionVector vector, List<ReplicaEffect> added)
    {
        foreach (ReplicaEffect effect in added)
        {
            if (effect is not ReplicaEffect.Persist { Record: LogRecord.Applied { Operation: { } operation } })
                continue;
            WorldViolation.Unless(
                operation.Sequence == vector[operation.Replica] + 1, $"{this} took {operation.Replica}:{operation.Sequence} behind {vector}");
            vector = vector.With(operation.Replica, operation.Sequence);
        }
        WorldViolation.Unless(vector.Equals(Replica.Vector), $"{this} moved to {Replica.Vector}, and its records to {vector}");
    }

    /// <summary>No answer shows what isn't on disk, and each carries a clock that is ahead of what it shows.</summary>
    private void CheckReply(ReplicaReply reply)
    {
        WriteVersion? shown = reply switch
        {
            ReplicaReply.Found found => found.Document?.Version,
            ReplicaReply.Written written => written.Result?.Version ?? written.Current?.Version,
            _ => null,
        };
        if (shown is not { } version)
            return;
        WorldViolation.Unless(durableVersions.Contains(version), $"{this} showed {version}, which isn't durable");
        WorldViolation.Unless(reply.Clock > version.Stamp, $"{this} showed {version} with the clock {reply.Clock}");
    }
}
