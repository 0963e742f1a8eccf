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

    /// <summary>
    /// The greatest stamp of an answer that is no longer known. A later try up to here may have been answered once, and is never
    /// executed: neither where answers went because they were too many, nor where a clock was set back after they had expired.
    /// </summary>
    public ulong Horizon { get; private set; }

    public OperationResult? Find(OperationId id) => results.GetValueOrDefault(id);

    /// <summary>Keeps the first answer where there is one.</summary>
    /// <returns>Whether this is the first.</returns>
    public bool Add(OperationResult result)
    {
        if (!results.TryAdd(result.Version.OperationId, result))
            return false;

        arrivals.Enqueue(result);
        if (arrivals.Count > capacity)
            Drop();
        return true;
    }

    /// <summary>Drops what was stamped before the moment. Arrivals are in the order of stamps but for the skew of clocks.</summary>
    public void Expire(long unixMilliseconds)
    {
        while (arrivals.TryPeek(out OperationResult? oldest) && Stamp.Milliseconds(oldest.Version.Stamp) < unixMilliseconds)
            Drop();
    }

    /// <summary>Answers up to this stamp were dropped, here or where this site's state came from.</summary>
    public void RaiseHorizon(ulong stamp) => Horizon = Math.Max(Horizon, stamp);

    /// <summary>All, the oldest first.</summary>
    public OperationResult[] ToArray() => [.. arrivals];

    private void Drop()
    {
        OperationResult oldest = arrivals.Dequeue();
        results.Remove(oldest.Version.OperationId);
        RaiseHorizon(oldest.Version.Stamp);
    }
}
