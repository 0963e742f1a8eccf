using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ClientHa.Services;

namespace ClientHa.Benchmarks;

/// <summary>Durable writes and reads through gRPC at one site.</summary>
internal static class ServerSpeed
{
    private const int Callers = 64;
    private const int ValueBytes = 128;
    private const int WarmUpEchoes = 4_000;
    private const int Echoes = 8_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] options)
    {
        Dictionary<string, object> figures = [];
        DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-server-speed-");
        try
        {
            string data = Path.Combine(directory.FullName, "puts");
            figures["bareFlushesPerSecond"] = BareFlushes(directory.FullName);
            figures["bareEchoesPerSecond"] = await BareEchoesAsync();
            using (Process server = await StartAsync(data))
            {
                figures["readsPerSecond"] = await LoadAsync((client, key) => client.GetAsync(key));
                figures["durablePutsPerSecond"] = await LoadAsync((client, key) => client.PutAsync(key, new byte[ValueBytes]));
                figures["putsToBareEchoes"] = Math.Round((double)figures["durablePutsPerSecond"] / (double)figures["bareEchoesPerSecond"], 3);
                figures["putsToReads"] = Math.Round((double)figures["durablePutsPerSecond"] / (double)figures["readsPerSecond"], 3);
                server.Kill();
                await server.WaitForExitAsync();
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
        string json = JsonSerializer.Serialize(figures);
        Console.WriteLine(json);
        if (options is ["--json", string file])
            await File.WriteAllTextAsync(file, json);
        return 0;

        static DocumentsClient Client()
        {
            HaOptions sites = new();
            sites.Servers.Add($"127.0.0.1:{port}");
            return new DocumentsClient(sites);
        }

        static async Task<double> LoadAsync(Func<DocumentsClient, string, Task> call)
        {
            DocumentsClient[] clients = [.. Enumerable.Range(0, Callers).Select(_ => Client())];
            long calls = 0, begin = Stopwatch.GetTimestamp(), counted = 0;
            await Task.WhenAll(clients.Select(async (client, number) =>
            {
                for (int i = 0; Stopwatch.GetElapsedTime(begin) < WarmUp + Measured; i++)
                {
                    await call(client, string.Create(CultureInfo.InvariantCulture, $"{number}/{i % 1000}"));
                    Interlocked.Increment(ref calls);
                    if (Stopwatch.GetElapsedTime(begin) < WarmUp)
                        Volatile.Write(ref counted, calls);
                }
            }));
            double seconds = (Stopwatch.GetElapsedTime(begin) - WarmUp).TotalSeconds;
            foreach (DocumentsClient client in clients)
                client.Dispose();
            return Math.Round((calls - counted) / seconds);
        }
    }

    private static readonly int port = ClientHa.Testing.Processes.FreePort.Find();

    private static async Task<Process> StartAsync(string data)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(ClientHa.Server.HaServerOptions).Assembly.Location, "--data", data, "--http", "off",
                "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
            },
        };
        Process server = Process.Start(start)!;
        while (await server.StandardOutput.ReadLineAsync() is { } line && line != "serving")
        {
        }
        return server;
    }

    /// <summary>What HTTP/2 and the sockets take at least: an echo, by clients with nothing between them and .NET's own handler.</summary>
    private static async Task<double> BareEchoesAsync()
    {
        (Process echo, int echoPort) = EchoServer.Start();
        using (echo)
        {
            Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{echoPort}"));
            UnaryLoad[] clients = [.. Enumerable.Range(0, Callers).Select(_ => new UnaryLoad(new SocketsHttpHandler { UseProxy = false }, address))];
            await Task.WhenAll(clients.Select(client => client.RunAsync(WarmUpEchoes, concurrency: 1)));
            long begin = Stopwatch.GetTimestamp();
            await Task.WhenAll(clients.Select(client => client.RunAsync(Echoes, concurrency: 1)));
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            foreach (UnaryLoad client in clients)
                client.Dispose();
            echo.Kill();
            await echo.WaitForExitAsync();
            return Math.Round(Callers * Echoes / seconds);
        }
    }

    private static double BareFlushes(string directory)
    {
        using FileStream file = new(Path.Combine(directory, "flush"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = 16 << 20, BufferSize = 0 });
        byte[] record = new byte[200];
        long begin = Stopwatch.GetTimestamp();
        int flushes = 0;
        for (; Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(1); flushes++)
        {
            file.Write(record);
            file.Flush(flushToDisk: true);
        }
        return flushes;
    }
}
