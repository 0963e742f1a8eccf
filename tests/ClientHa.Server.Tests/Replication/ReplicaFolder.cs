using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Log.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClientHa.Server.Tests.Replication;

/// <summary>A replica's directory for one test, which can be opened again and again.</summary>
internal sealed class ReplicaFolder : IDisposable
{
    public static readonly ReplicaId Id = ReplicaId.Create(0, 77UL << 56);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-replica-");
    private readonly List<IDisposable> open = [];

    public FaultyFiles Files { get; } = new();

    public string Path => folder.FullName;

    /// <summary>Called where a replica is about to be read from the disk.</summary>
    public Action? Recovering { get; set; }

    /// <summary>Opens the directory with segments so small that a few writes fill one.</summary>
    public (LogStore Store, Replica Replica) Open()
    {
        Close();
        DataDirectory directory = DataDirectory.Open(folder.FullName);
        if (directory.ReadMeta() is null)
            directory.WriteMeta(new SiteMeta { Site = 0, Replica = Id.Value, Cluster = Guid.NewGuid() });
        LogStore store = LogStore.Open(
            directory, Create, out Replica replica, new RecordLogOptions { SegmentBytes = 4096, Files = Files });
        open.AddRange([store, directory]);
        return (store, replica);
    }

    /// <summary>Opens the directory and runs it.</summary>
    public (LogStore Store, ReplicaLoop Loop) Run()
    {
        (LogStore store, Replica replica) = Open();
        ReplicaLoop loop = new(replica, store, TimeProvider.System, NullLogger.Instance);
        loop.Start();
        return (store, loop);
    }

    public static WriteRequest Put(string key, string value = "value") => new(
        OperationKind.Put, key, System.Text.Encoding.UTF8.GetBytes(value), RandomIds.Operation(), 0, false, 0, null);

    /// <summary>Writes at once, without a loop.</summary>
    public static void Write(LogStore store, Replica replica, WriteRequest request, long aheadMilliseconds = 0)
    {
        List<ReplicaEffect> effects = [];
        replica.Handle(new ReplicaInput.Write(store, request), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + aheadMilliseconds, effects);
        foreach (ReplicaEffect.Persist persist in effects.OfType<ReplicaEffect.Persist>())
            store.Append(persist.Record);
        store.Sync();
    }

    public static ReplicaState Capture(Replica replica)
    {
        List<ReplicaEffect> effects = [];
        replica.Handle(new ReplicaInput.Capture(replica), 0, effects);
        return ((ReplicaReply.State)((ReplicaEffect.Reply)effects[0]).Value).Value;
    }

    private Replica Create()
    {
        Recovering?.Invoke();
        return new(Id, ReplicaRules.Default);
    }

    public static string[] Keys(Replica replica) => [.. Capture(replica).Documents.Select(document => document.Key)];

    public void Dispose()
    {
        Close();
        folder.Delete(recursive: true);
    }

    /// <summary>As a process does that ends.</summary>
    public void Close()
    {
        open.ForEach(each => each.Dispose());
        open.Clear();
    }
}
