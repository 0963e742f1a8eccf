namespace ClientHa.Clients;

/// <summary>How many calls are under way under one configuration, and whether more are let in.</summary>
internal sealed class Occupancy
{
    /// <summary>So far below zero that those who still come don't count it up again.</summary>
    private const int Closed = int.MinValue;

    private int calls;

    /// <summary>A call comes. False if another configuration has taken over: the call goes there.</summary>
    public bool TryEnter() => Interlocked.Increment(ref calls) > 0;

    public void Leave() => Interlocked.Decrement(ref calls);

    /// <summary>Lets nobody in any more, if nobody is in.</summary>
    public bool TryClose() =>
        Volatile.Read(ref calls) < 0 || Interlocked.CompareExchange(ref calls, Closed, 0) == 0;
}
