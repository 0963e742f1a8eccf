using System.Collections.Concurrent;

namespace TestKit;

/// <summary>The orders that were executed, at whichever site: what a database is in an application.</summary>
internal sealed class Orders
{
    private readonly ConcurrentQueue<string> executed = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IEnumerable<string> Executed => executed;

    /// <summary>Ends when an order has been executed.</summary>
    public Task First => first.Task;

    /// <summary>What an order waits for between its execution and its answer. Default: nothing.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    public void Execute(string id)
    {
        executed.Enqueue(id);
        first.TrySetResult();
    }
}
