namespace ClientHa.DependencyInjection;

/// <summary>
/// Runs an action by one thread at a time. Who asks for it while it runs does not wait: it is run once more, since it may have looked
/// too early.
/// </summary>
/// <param name="action">Must not throw.</param>
internal sealed class Rerun(Action action)
{
    private int asked;

    public void Ask()
    {
        if (Interlocked.Increment(ref asked) != 1)
            return;
        int seen;
        do
        {
            seen = Volatile.Read(ref asked);
            action();
        }
        while (Interlocked.CompareExchange(ref asked, 0, seen) != seen);
    }
}
