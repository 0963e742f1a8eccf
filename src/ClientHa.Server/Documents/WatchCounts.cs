namespace ClientHa.Server.Documents;

/// <summary>How many watches there are at this site, for those who look after it.</summary>
internal sealed class WatchCounts
{
    private long open;
    private long resets;

    /// <summary>Those that are open now.</summary>
    public long Open => Volatile.Read(ref open);

    /// <summary>How often one was given the whole state, because it was too slow or away for too long.</summary>
    public long Resets => Volatile.Read(ref resets);

    public void Opened() => Interlocked.Increment(ref open);

    public void Closed() => Interlocked.Decrement(ref open);

    public void Reset() => Interlocked.Increment(ref resets);
}
