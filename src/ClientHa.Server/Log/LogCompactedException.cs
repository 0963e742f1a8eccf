namespace ClientHa.Server.Log;

/// <summary>A record was asked for that the log no longer has: a snapshot contains it.</summary>
internal sealed class LogCompactedException(long index, long firstIndex) : IOException(
    $"Record {index} is no longer in the log, which begins with {firstIndex}; begin with a snapshot.")
{
    public long Index { get; } = index;

    public long FirstIndex { get; } = firstIndex;
}
