namespace ClientHa.Core.Replication;

/// <summary>
/// The answers by operation id, kept for as long as a retry may come and bounded in number: the oldest go first. It is looked up by
/// id and gone through in the order of arrival, never in the order of hashes.
/// </summary>
internal sealed class OperationResults(int capacity)
{
    private readonly Dictionary<OperationId, OperationResult> results = [];
    private readonly Queue<OperationResult> arrivals = [];

    public int Count => results.Count;

    public OperationResult? Find(OperationId id) => results.GetValueOrDefault(id);

    /// <summary>Keeps the first answer where there is one.</summary>
    public void Add(OperationResult result)
    {
        if (!results.TryAdd(result.Version.OperationId, result))
            return;

        arrivals.Enqueue(result);
        if (arrivals.Count > capacity)
            results.Remove(arrivals.Dequeue().Version.OperationId);
    }

    /// <summary>Drops what was stamped before the moment. Arrivals are in the order of stamps but for the skew of clocks.</summary>
    public void Expire(long unixMilliseconds)
    {
        while (arrivals.TryPeek(out OperationResult? oldest) && Stamp.Milliseconds(oldest.Version.Stamp) < unixMilliseconds)
            results.Remove(arrivals.Dequeue().Version.OperationId);
    }

    /// <summary>All, the oldest first.</summary>
    public OperationResult[] ToArray() => [.. arrivals];
}
