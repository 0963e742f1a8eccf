using System.Collections.Concurrent;
using System.Text.Json;

namespace ClientHa.Benchmarks.Load;

/// <summary>
/// The clients of one contender, as a process. It says "ready" when it is warm, begins at "go" and ends at "end", with a report in one
/// line of JSON. <c>Compare/Peers/grpc_client.py</c> is the same for the official gRPC.
/// </summary>
internal static class LoadProgram
{
    private const int WarmUpCalls = 200;

    public static async Task<int> RunAsync(string[] arguments)
    {
        LoadOptions options = LoadOptions.Read(arguments);
        using EjectionCount ejections = new();
        using (LoadClient warming = LoadClient.Create(options.Kind, [options.Warm]))
        {
            for (int i = 0; i < WarmUpCalls; i++)
                await warming.CallAsync(TimeSpan.FromSeconds(10));
        }
        Console.WriteLine("ready");
        await LineAsync();

        ConcurrentQueue<CallRecord> calls = [];
        LoadClient[] clients = [.. Enumerable.Range(0, options.Clients).Select(_ => LoadClient.Create(options.Kind, options.Sites))];
        using CancellationTokenSource stop = new();
        Task running = new PacedLoad(clients, options.Pace, options.Deadline, calls.Enqueue).RunAsync(stop.Token);
        await LineAsync();
        await stop.CancelAsync();
        await running;
        foreach (LoadClient client in clients)
            client.Dispose();
        Console.WriteLine(JsonSerializer.Serialize(new LoadReport { Calls = [.. calls], Ejections = ejections.Count }));
        return 0;
    }

    /// <summary>On a thread of its own: whatever it is called, reading from the console holds one up, and the pool has two here.</summary>
    private static Task<string?> LineAsync() =>
        Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
