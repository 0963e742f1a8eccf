using ClientHa.Core.Replication;
using ClientHa.Server.Log;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Keeping;

/// <summary>Makes a data directory that no site uses as small as it can be: a snapshot, and of the log what is kept for peers.</summary>
/// <param name="Records">How many records the snapshot contains.</param>
/// <param name="Documents">How many documents there are.</param>
/// <param name="BytesBefore">What log and snapshots took of the disk.</param>
/// <param name="BytesAfter">What they take now.</param>
internal sealed record Compaction(long Records, int Documents, long BytesBefore, long BytesAfter)
{
    /// <param name="path">The data directory.</param>
    /// <param name="retainedBytes">How much of the log stays: what peers and watches that were away can be told operation by operation.</param>
    /// <param name="timeProvider">For the answers that are too old to be kept.</param>
    /// <exception cref="DataDirectoryException">It is no site's, or a site uses it.</exception>
    public static Compaction Run(string path, long retainedBytes, TimeProvider timeProvider)
    {
        DirectoryFiles files = new(path);
        if (files.Meta.Cluster is null || files.Meta.Joining)
            throw new DataDirectoryException(files.FullPath, "holds no whole state: its site has neither founded nor joined a cluster", "start the site");
        using DataDirectory directory = DataDirectory.Open(files.FullPath);
        long before = Bytes(files);
        using (LogStore store = LogStore.Open(directory, () => new Replica(new ReplicaId(files.Meta.Replica), ReplicaRules.Default), out Replica replica))
        {
            store.Compact(Capture(replica, timeProvider), retainedBytes);
            return new(replica.Records, replica.LiveDocuments, before, Bytes(files));
        }
    }

    private static ReplicaState Capture(Replica replica, TimeProvider timeProvider)
    {
        List<ReplicaEffect> effects = [];
        replica.Handle(new ReplicaInput.Capture(replica), timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), effects);
        return effects.OfType<ReplicaEffect.Reply>().Select(reply => reply.Value).OfType<ReplicaReply.State>().Single().Value;
    }

    private static long Bytes(DirectoryFiles files) =>
        files.Segments().Values.Concat(files.Snapshots().Values).Sum(file => new FileInfo(file).Length);
}
