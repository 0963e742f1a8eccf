using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;

namespace ClientHa.Benchmarks;

/// <summary>
/// The recovery of a million documents of 128 bytes, and what each then takes of the live heap beyond its value. From the log alone is
/// the worst case, which a running site doesn't come to: it writes a snapshot for every 64 MiB of log.
/// </summary>
internal static class RecoverySpeed
{
    private const int ValueBytes = 128;
    private const int RecoveredDocuments = 1_000_000;

    public static int Run()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-recovery-speed-");
        try
        {
            Fill(directory.FullName);
            Dictionary<string, double> figures = new()
            {
                ["recoverFromLogSeconds"] = Recover(directory.FullName, snapshot: true).Seconds,
            };
            (figures["recoverFromSnapshotSeconds"], figures["liveBytesAboveTheValue"]) = Recover(directory.FullName, snapshot: false);
            Console.WriteLine(JsonSerializer.Serialize(figures));
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
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
            OperationId operation = RandomIds.Operation();
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

    private static (double Seconds, double LiveBytes) Recover(string path, bool snapshot)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long begin = Stopwatch.GetTimestamp();
        using DataDirectory directory = DataDirectory.Open(path);
        using LogStore store = LogStore.Open(directory, () => new Replica(new(directory.ReadMeta()!.Replica), ReplicaRules.Default), out Replica replica);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (replica.LiveDocuments != RecoveredDocuments)
            throw new InvalidOperationException($"{replica.LiveDocuments} documents were recovered of {RecoveredDocuments}.");
        double live = ((double)(GC.GetTotalMemory(forceFullCollection: true) - before) / RecoveredDocuments) - ValueBytes;
        if (snapshot)
        {
            List<ReplicaEffect> effects = [];
            replica.Handle(new ReplicaInput.Capture(path), 0, effects);
            store.WriteSnapshot(((ReplicaReply.State)((ReplicaEffect.Reply)effects[0]).Value).Value);
        }
        return (Math.Round(seconds, 2), Math.Round(live));
    }
}
