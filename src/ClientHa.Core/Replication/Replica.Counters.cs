namespace ClientHa.Core.Replication;

/// <summary>The counters: additions are accepted, and come from other sites.</summary>
internal sealed partial class Replica
{
    private ReplicaReply.Written AcceptAddition(WriteRequest request, long now, long ahead, List<ReplicaEffect> effects)
    {
        long delta = CounterNumber.Read(request.Value);
        AdditionName name = new(request.Id, request.Key, delta);
        if (counters.Find(name) is { } known)
            return new(WriteOutcome.Accepted, known.Result, null, Read(now));

        long total = counters.Total(request.Key);
        WriteOutcome outcome = WriteRule.JudgeAddition(request, total, counters.HasRoom, now, rules, ahead, counters.Horizon);
        if (outcome != WriteOutcome.Accepted)
            return new(outcome, null, null, Read(now));

        Append(new LogRecord.Applied(Next(request, now) with { Result = CounterNumber.Write(total + delta) }, Superseded: false), effects);
        return new(WriteOutcome.Accepted, counters.Find(name)!.Result, null, Read(now));
    }

    private ReplicaReply.Counters Page(ReplicaInput.ListCounters list, long now)
    {
        StoredCounter[] found = [.. counters.Range(list.Prefix, list.After).Take(list.MaxCount + 1)];
        return new(found.Length > list.MaxCount ? found[..^1] : found, found.Length > list.MaxCount, Read(now));
    }

    /// <summary>It lost to what is here before it came, or is here already.</summary>
    private bool ChangesNothing(Operation operation) => operation.Kind switch
    {
        OperationKind.Put or OperationKind.Delete => documents.Find(operation.Key) is { } current && current.Version >= operation.Version,
        OperationKind.Add => counters.Find(Addition.Of(operation).Name) is not null,
        _ => false,
    };
}
