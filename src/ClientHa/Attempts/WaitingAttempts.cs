using ClientHa.Core;

namespace ClientHa.Attempts;

/// <summary>
/// The attempts that wait for their headers. Kept in several lists, by thread, because each call comes here twice: with one
/// list, the calls of a busy client would wait for each other.
/// </summary>
internal sealed class WaitingAttempts
{
    private readonly AttemptList[] lists = [.. Enumerable.Range(0, 16).Select(_ => new AttemptList())];

    public void Add(Attempt attempt)
    {
        AttemptList list = lists[Environment.CurrentManagedThreadId % lists.Length];
        attempt.List = list;
        if (list.Add(attempt))
            attempt.Move();
    }

    public static void Remove(Attempt attempt) => attempt.List!.Remove(attempt);

    /// <summary>When the attempt that has waited longest began; null if none waits.</summary>
    public Instant? Oldest
    {
        get
        {
            Instant oldest = Instant.Never;
            foreach (AttemptList list in lists)
                oldest = Instant.Earlier(oldest, list.Oldest);
            return oldest == Instant.Never ? null : oldest;
        }
    }

    /// <summary>Ends the attempts whose calls may go on elsewhere: those that have no connection yet, or may be repeated.</summary>
    /// <param name="handovers">How many connections their generation had been given: see <see cref="Attempt.Unsent"/>.</param>
    /// <param name="ready">The sites that are ready, as bits: a call that has just failed there stays.</param>
    public void Move(int handovers, ulong ready)
    {
        List<Attempt> moved = [];
        foreach (AttemptList list in lists)
            list.Mark(handovers, ready, moved);
        foreach (Attempt attempt in moved)
            attempt.Move();
    }

    /// <summary>Ends attempts that wait here, and those that are just coming.</summary>
    public void Evict(Eviction which)
    {
        List<Attempt> evicted = [];
        foreach (AttemptList list in lists)
            list.Evict(which, evicted);
        foreach (Attempt attempt in evicted)
            attempt.Move();
    }
}
