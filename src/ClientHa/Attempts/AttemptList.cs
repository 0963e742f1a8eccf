using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Attempts;

/// <summary>Attempts in the order in which they began. Linked through the attempts themselves, so that it allocates nothing.</summary>
internal sealed class AttemptList
{
    private readonly object gate = new();
    private Attempt? first;
    private Attempt? last;
    private Eviction eviction;

    public Instant Oldest
    {
        get
        {
            lock (gate)
                return first?.StartedAt ?? Instant.Never;
        }
    }

    /// <summary>Says whether the attempt comes too late: then it was marked, and is to be ended.</summary>
    public bool Add(Attempt attempt)
    {
        lock (gate)
        {
            attempt.Previous = last;
            if (last is null)
                first = attempt;
            else
                last.Next = attempt;
            last = attempt;
            return TryMark(attempt);
        }
    }

    public void Remove(Attempt attempt)
    {
        lock (gate)
        {
            if (attempt.Previous is null)
                first = attempt.Next;
            else
                attempt.Previous.Next = attempt.Next;
            if (attempt.Next is null)
                last = attempt.Previous;
            else
                attempt.Next.Previous = attempt.Previous;
            attempt.Previous = attempt.Next = null;
        }
    }

    /// <summary>Marks those that are here and those that will come; gives those that were marked now.</summary>
    public void Evict(Eviction which, List<Attempt> evicted)
    {
        lock (gate)
        {
            if (which > eviction)
                eviction = which;
            for (Attempt? attempt = first; attempt is not null; attempt = attempt.Next)
            {
                if (TryMark(attempt))
                    evicted.Add(attempt);
            }
        }
    }

    /// <summary>Marks those whose site was not ready in time and whose calls may move.</summary>
    public void Mark(int handovers, ulong ready, List<Attempt> marked)
    {
        lock (gate)
        {
            for (Attempt? attempt = first; attempt is not null; attempt = attempt.Next)
            {
                Execution known = attempt.Unsent == handovers ? Execution.Never : Execution.Unknown;
                if (attempt.IsMoved || !attempt.MayMove(known) || !attempt.HasUntried(ready))
                    continue;
                attempt.MarkMoved(known, "was not ready in time");
                marked.Add(attempt);
            }
        }
    }

    private bool TryMark(Attempt attempt)
    {
        bool mustGo = eviction == Eviction.All || (eviction == Eviction.Movable && attempt.MayMove(Execution.Unknown));
        if (!mustGo || attempt.IsMoved)
            return false;
        attempt.MarkMoved(Execution.Unknown, reason: null);
        return true;
    }
}
