using ClientHa.Core;

namespace ClientHa.Attempts;

/// <summary>Attempts in the order in which they began. Linked through the attempts themselves, so that it allocates nothing.</summary>
internal sealed class AttemptList
{
    private readonly object gate = new();
    private Attempt? first;
    private Attempt? last;

    public Instant Oldest
    {
        get
        {
            lock (gate)
                return first?.StartedAt ?? Instant.Never;
        }
    }

    public void Add(Attempt attempt)
    {
        lock (gate)
        {
            attempt.Previous = last;
            if (last is null)
                first = attempt;
            else
                last.Next = attempt;
            last = attempt;
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

    public void MarkMoved(List<Attempt> movable)
    {
        lock (gate)
        {
            for (Attempt? attempt = first; attempt is not null; attempt = attempt.Next)
            {
                if (attempt.TryMarkMoved())
                    movable.Add(attempt);
            }
        }
    }
}
