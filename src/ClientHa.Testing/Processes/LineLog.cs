namespace ClientHa.Testing.Processes;

/// <summary>The last lines that a process wrote, and a way to wait for more.</summary>
internal sealed class LineLog(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();
    private long appended;
    private bool isComplete;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Append(string line) => Change(() =>
    {
        lines.Enqueue(line);
        appended++;
        if (lines.Count > capacity) lines.Dequeue();
    });

    /// <summary>No more lines will come.</summary>
    public void Complete() => Change(() => isComplete = true);

    /// <summary>The kept lines from number <paramref name="first"/> on.</summary>
    public LinePage Read(long first)
    {
        lock (gate)
        {
            long oldest = appended - lines.Count;
            return new([.. lines.Skip((int)Math.Max(0, first - oldest))], appended, isComplete, changed.Task);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource toWake;
        lock (gate)
        {
            change();
            toWake = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        toWake.SetResult();
    }
}
