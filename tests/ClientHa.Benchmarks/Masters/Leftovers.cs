using System.Runtime.InteropServices;

namespace ClientHa.Benchmarks.Masters;

/// <summary>
/// What a command has started and made, so that it goes also where the command is broken off by Ctrl+C or SIGTERM: the youngest first.
/// </summary>
internal static class Leftovers
{
    private static readonly Lock gate = new();
    private static readonly List<IAsyncDisposable> held = [];
    private static volatile bool isBrokenOff;
    private static readonly PosixSignalRegistration[] signals = [Watch(PosixSignal.SIGINT), Watch(PosixSignal.SIGTERM)];

    public static void Add(IAsyncDisposable thing)
    {
        GC.KeepAlive(signals);
        lock (gate)
            held.Add(thing);
    }

    public static void Remove(IAsyncDisposable thing)
    {
        lock (gate)
            held.Remove(thing);
    }

    /// <summary>
    /// Never ends once the command is broken off: what fails then, because its sites go, is no failure to be told of, and the process
    /// ends when all is gone.
    /// </summary>
    public static Task UnlessBrokenOffAsync() => isBrokenOff ? Task.Delay(Timeout.InfiniteTimeSpan) : Task.CompletedTask;

    private static PosixSignalRegistration Watch(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        isBrokenOff = true;
        _ = EndAsync();
    });

    private static async Task EndAsync()
    {
        IAsyncDisposable[] all;
        lock (gate)
            all = [.. held];
        foreach (IAsyncDisposable thing in all.Reverse())
        {
            try
            {
                await thing.DisposeAsync();
            }
            catch (Exception exception)
            {
                // The others are to go all the same.
                await Console.Error.WriteLineAsync(exception.Message);
            }
        }
        Environment.Exit(130);
    }
}
