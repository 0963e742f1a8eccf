using ClientHa.Wire;

namespace ClientHa.Server.Wire;

/// <summary>How many calls of a method there are and were. May be used from any thread.</summary>
internal sealed class MethodCalls
{
    private readonly long[] ended = new long[Enum.GetValues<WireStatusCode>().Length];
    private long active;

    /// <summary>Calls under way.</summary>
    public long Active => Interlocked.Read(ref active);

    /// <summary>Calls that have ended, by their status as gRPC writes it; those that there were none of are left out.</summary>
    public IEnumerable<(string Status, long Count)> Ended =>
        from code in Enum.GetValues<WireStatusCode>()
        let count = Interlocked.Read(ref ended[(int)code])
        where count > 0
        select (WireStatusName.Of(code), count);

    public void Begin() => Interlocked.Increment(ref active);

    public void End(WireStatusCode code)
    {
        Interlocked.Decrement(ref active);
        if ((uint)code < (uint)ended.Length)
            Interlocked.Increment(ref ended[(int)code]);
    }
}
