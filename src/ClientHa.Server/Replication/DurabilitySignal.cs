namespace ClientHa.Server.Replication;

/// <summary>Wakes those who wait for more to become durable. They take the task first, look second, and wait third.</summary>
internal sealed class DurabilitySignal
{
    private TaskCompletionSource next = New();

    /// <summary>Completes with the next sync.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Set() => Interlocked.Exchange(ref next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
