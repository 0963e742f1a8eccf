using System.Collections.Concurrent;

namespace ClientHa.Wire.Tests.Site;

/// <summary>What happened on the server's side of a call, for a test to wait for.</summary>
internal sealed class CallEvents
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _events = new();

    public void Signal(string name) => Event(name).TrySetResult();

    public Task WaitAsync(string name, CancellationToken cancellationToken) => Event(name).Task.WaitAsync(cancellationToken);

    private TaskCompletionSource Event(string name) =>
        _events.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
