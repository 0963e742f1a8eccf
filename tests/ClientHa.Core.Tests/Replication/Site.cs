using System.Text;
using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>A replica in the hands of a test, which reads its effects as they come.</summary>
internal sealed class Site(int number, ReplicaRules? rules = null)
{
    public const long Noon = 1_800_000_000_000;

    private ulong dice = (ulong)number << 32;

    public Replica Replica { get; private set; } = new(ReplicaId.Create(number, Prng.Mix((ulong)number)), rules ?? ReplicaRules.Default);

    public ReplicaId Id => Replica.Id;

    /// <summary>Everything that it has persisted.</summary>
    public List<LogRecord> Log { get; } = [];

    public long Now { get; set; } = Noon;

    public OperationId NewId() => OperationId.Create(Now, 0, Prng.Mix(++dice));

    public WriteRequest Put(string key, string value = "", ulong stamp = 0) =>
        new(OperationKind.Put, key, Encoding.UTF8.GetBytes(value), NewId(), stamp, Restamped: false, Attempt: 0, Condition: null);

    public WriteRequest Add(string key, long delta = 1, ulong stamp = 0) =>
        new(OperationKind.Add, key, CounterNumber.Write(delta), NewId(), stamp, Restamped: false, Attempt: 0, Condition: null);

    public ReplicaEffect[] Handle(ReplicaInput input)
    {
        List<ReplicaEffect> effects = [];
        Replica.Handle(input, Now, effects);
        Log.AddRange(effects.OfType<ReplicaEffect.Persist>().Select(persist => persist.Record));
        return [.. effects];
    }

    public ReplicaReply.Written Write(WriteRequest request) => Ask<ReplicaReply.Written>(new ReplicaInput.Write("call", request));

    public StoredDocument? Get(string key) => Ask<ReplicaReply.Found>(new ReplicaInput.Get("call", key)).Document;

    public long Total(string key) => Ask<ReplicaReply.Counter>(new ReplicaInput.GetCounter("call", key)).Total;

    public ReplicaReply.Conflicts Conflicts(string prefix = "", ConflictPlace? after = null, int maxCount = 100, long maxBytes = 10_000) =>
        Ask<ReplicaReply.Conflicts>(new ReplicaInput.ListConflicts("call", prefix, after, maxCount, maxBytes));

    /// <summary>Takes over the whole state of another.</summary>
    public ReplicaEffect[] Take(ReplicaState state)
    {
        LogRecord.StatePart rest = state.ToPart() with { Documents = [], Results = [] };
        return Handle(new ReplicaInput.State(
            "link", state.Vector, [.. state.Documents.Select(each => new LogRecord.StatePart([each], [])), new([], state.Results), rest]));
    }

    public ReplicaState State() => Ask<ReplicaReply.State>(new ReplicaInput.Capture("call")).Value;

    public ReplicaEffect[] Push(params Operation[] operations) => Handle(new ReplicaInput.Push("link", operations));

    /// <summary>Its own operations, in order.</summary>
    public Operation[] Operations() => [.. Log.OfType<LogRecord.Applied>().Select(record => record.Operation)];

    /// <summary>Starts anew from the first records of its log.</summary>
    public void Restart(int records = int.MaxValue)
    {
        Replica = new(Id, rules ?? ReplicaRules.Default);
        LogRecord[] kept = [.. Log.Take(records)];
        Log.Clear();
        foreach (LogRecord record in kept)
        {
            Assert.True(Replica.Recover(record));
            Log.Add(record);
        }
    }

    private TReply Ask<TReply>(ReplicaInput input)
        where TReply : ReplicaReply => Assert.IsType<TReply>(Assert.IsType<ReplicaEffect.Reply>(Handle(input)[^1]).Value);
}
