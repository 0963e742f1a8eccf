using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Services;

namespace ClientHa.Benchmarks;

/// <summary>Durable writes through gRPC at one site, and the recovery of a million documents.</summary>
internal static class ServerSpeed
{
    private const int Callers = 64;
    private const int ValueBytes = 128;
    private const int RecoveredDocuments = 1_000_000;
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
            using (Process server = await StartAsync(data))
            {
                figures["readsPerSecond"] = await LoadAsync((client, key) => client.GetAsync(key));
                figures["durablePutsPerSecond"] = await LoadAsync((client, key) => client.PutAsync(key, new byte[ValueBytes]));
                figures["putsToReads"] = Math.Round((double)figures["durablePutsPerSecond"] / (double)figures["readsPerSecond"], 3);
                server.Kill();
                await server.WaitForExitAsync();
            }
            string million = Path.Combine(directory.FullName, "million");
            Fill(million);
            figures["recoverFromLogSeconds"] = Recover(million, snapshot: true);
            figures["recoverFromSnapshotSeconds"] = Recover(million, snapshot: false);
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

    private static void Fill(string path)
    {
        using DataDirectory directory = DataDirectory.Open(path);
        ReplicaId id = ReplicaId.Create(0, 1UL << 60);
        directory.WriteMeta(new SiteMeta { Site = 0, Replica = id.Value, Cluster = Guid.NewGuid() });
        using LogStore store = LogStore.Open(directory, () => new Replica(id, ReplicaRules.Default), out Replica replica);
        List<ReplicaEffect> effects = [];
        for (int i = 0; i < RecoveredDocuments; i++)
        {
            // A multiplication by an odd number visits every key once, in no order.
            string key = string.Create(CultureInfo.InvariantCulture, $"documents/{unchecked((uint)i * 2654435761):x8}");
            OperationId operation = RandomIds.Operation(TimeProvider.System);
            WriteRequest request = new(OperationKind.Put, key, new byte[ValueBytes], operation, 0, false, 0, null);
            replica.Handle(new ReplicaInput.Write(key, request), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), effects);
            foreach (ReplicaEffect.Persist persist in effects.OfType<ReplicaEffect.Persist>())
                store.Append(persist.Record);
            effects.Clear();
            if (i % 1000 == 999)
                store.Sync();
        }
        store.Sync();
    }

    private static double Recover(string path, bool snapshot)
    {
        GC.Collect();
        long begin = Stopwatch.GetTimestamp();
        using DataDirectory directory = DataDirectory.Open(path);
        using LogStore store = LogStore.Open(directory, () => new Replica(new(directory.ReadMeta()!.Replica), ReplicaRules.Default), out Replica replica);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (replica.LiveDocuments != RecoveredDocuments)
            throw new InvalidOperationException($"{replica.LiveDocuments} documents were recovered of {RecoveredDocuments}.");
        if (snapshot)
        {
            List<ReplicaEffect> effects = [];
            replica.Handle(new ReplicaInput.Capture(path), 0, effects);
            store.WriteSnapshot(((ReplicaReply.State)((ReplicaEffect.Reply)effects[0]).Value).Value);
        }
        return Math.Round(seconds, 2);
    }
}
