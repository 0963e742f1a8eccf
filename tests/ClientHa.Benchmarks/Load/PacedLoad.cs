using ClientHa.Wire;

namespace ClientHa.Benchmarks.Load;

/// <summary>
/// Clients that each begin a call at a steady pace, whatever has become of those before: one that waited for its answer would begin
/// no call while a site is frozen, and look the better for it.
/// </summary>
internal sealed class PacedLoad(IReadOnlyList<LoadClient> clients, TimeSpan pace, TimeSpan? deadline, Action<CallRecord> ended)
{
    /// <summary>Ends when the last call has ended that began before the stop.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(clients.Select((client, number) => Task.Run(() => RunAsync(client, number, stop), CancellationToken.None)));

    private async Task RunAsync(LoadClient client, int number, CancellationToken stop)
    {
        long period = (long)pace.TotalNanoseconds;
        long next = MonotonicClock.Now + (period * number / clients.Count);
        List<Task> calls = [];
        while (!stop.IsCancellationRequested)
        {
            TimeSpan wait = TimeSpan.FromMicroseconds((next - MonotonicClock.Now) / 1e3);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                break;
            next += period;
            calls.RemoveAll(static call => call.IsCompleted);
            calls.Add(CallAsync(client, number));
        }
        await Task.WhenAll(calls);
    }

    private async Task CallAsync(LoadClient client, int number)
    {
        long start = MonotonicClock.Now;
        string fault = "";
        try
        {
            await client.CallAsync(deadline);
        }
        catch (WireException exception)
        {
            fault = $"{exception.Status.Code}";
        }
        catch (Exception exception)
        {
            // Whatever it is: the call has failed.
            fault = exception.GetType().Name;
        }
        ended(new(number, start, MonotonicClock.Now, fault));
    }
}
