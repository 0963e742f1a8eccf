namespace ClientHa.Benchmarks.Writes;

/// <summary>A watch that runs until it is disposed of.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Task running;

    private Watching(Func<Action, CancellationToken, Task> watch, TaskCompletionSource begun) =>
        running = Task.Run(async () =>
        {
            try
            {
                await watch(() => begun.TrySetResult(), end.Token);
            }
            catch (Exception exception)
            {
                // Also at its end: then nobody waits for the begin any more.
                begun.TrySetException(exception);
                if (!end.IsCancellationRequested)
                    await Console.Error.WriteLineAsync($"A watch has ended: {exception.Message}");
            }
        });

    /// <param name="watch">Calls what it is given when it has begun.</param>
    public static async Task<IAsyncDisposable> BeginAsync(Func<Action, CancellationToken, Task> watch)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Watching watching = new(watch, begun);
        await begun.Task;
        return watching;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        end.Dispose();
    }
}
