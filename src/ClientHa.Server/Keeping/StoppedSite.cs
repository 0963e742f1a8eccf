using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Keeping;

/// <summary>A data directory with a whole state in it that no site uses, recovered as its site would.</summary>
internal sealed class StoppedSite : IDisposable
{
    private readonly DataDirectory directory;

    private StoppedSite(DirectoryFiles files, DataDirectory directory, LogStore store, Replica replica) =>
        (Files, this.directory, Store, Replica) = (files, directory, store, replica);

    public DirectoryFiles Files { get; }

    public LogStore Store { get; }

    public Replica Replica { get; }

    /// <exception cref="DataDirectoryException">It is no site's, a site uses it, or it holds no whole state.</exception>
    /// <exception cref="LogCorruptException">Its log is damaged.</exception>
    public static StoppedSite Open(string path)
    {
        DirectoryFiles files = new(path);
        if (files.Meta.Cluster is null || files.Meta.Joining)
            throw new DataDirectoryException(files.FullPath, "holds no whole state: its site has neither founded nor joined a cluster", "start the site");
        DataDirectory directory = DataDirectory.Open(files.FullPath);
        try
        {
            LogStore store = LogStore.Open(directory, () => new Replica(new ReplicaId(files.Meta.Replica), ReplicaRules.Default), out Replica replica);
            return new(files, directory, store, replica);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <param name="timeProvider">For the answers that are too old to be kept.</param>
    public ReplicaState Capture(TimeProvider timeProvider)
    {
        List<ReplicaEffect> effects = [];
        Replica.Handle(new ReplicaInput.Capture(Replica), timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), effects);
        return effects.OfType<ReplicaEffect.Reply>().Select(reply => reply.Value).OfType<ReplicaReply.State>().Single().Value;
    }

    public void Dispose()
    {
        Store.Dispose();
        directory.Dispose();
    }
}
