using ClientHa.Core.Replication;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>What a site has on its disk: who it is, the log, and the replica that was recovered from it.</summary>
internal sealed class SiteData : IDisposable
{
    private readonly DataDirectory directory;
    private SiteMeta meta;

    private SiteData(DataDirectory directory, SiteMeta meta, LogStore store, ReplicaLoop loop)
    {
        this.meta = meta;
        (this.directory, Store, Loop) = (directory, store, loop);
        Membership = new Membership(meta.Site, new ReplicaId(meta.Replica), meta.Cluster, WriteDown);

        void WriteDown(Guid? cluster, bool joining) => directory.WriteMeta(this.meta = this.meta with { Cluster = cluster, Joining = joining });
    }

    public LogStore Store { get; }

    public ReplicaLoop Loop { get; }

    public Membership Membership { get; }

    /// <summary>The operations of an earlier life that must be here before the site serves; null: none.</summary>
    public VectorEntry? Returning => meta.Returning is { } returning ? new VectorEntry(new(returning.Replica), returning.Sequence, 0) : null;

    /// <exception cref="HaServerException">The directory cannot be used, in one line.</exception>
    public static SiteData Open(ServerPlan plan, ISyncedFiles files, TimeProvider timeProvider, ILogger logger)
    {
        DataDirectory? directory = null;
        try
        {
            directory = DataDirectory.Open(plan.DataDirectory, files);
            SiteMeta meta = ReadMeta(directory, plan);
            // A join that was broken off has left a part of another site's state, which is worth nothing without the rest.
            if (meta.Cluster is null || meta.Joining)
            {
                directory.Clear();
                meta = meta with { Cluster = null, Joining = false };
                directory.WriteMeta(meta);
            }
            long started = timeProvider.GetTimestamp();
            LogStore store = LogStore.Open(
                directory, () => new Replica(new ReplicaId(meta.Replica), ReplicaRules.Default), out Replica replica,
                new RecordLogOptions { SegmentBytes = plan.Store.SegmentBytes, MaxBytes = plan.Limits.MaxLogBytes, Files = files });
            if (!plan.AcceptClock && ClockRule.FaultAtStart(replica.Clock, timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), replica.Rules) is { } fault)
            {
                store.Dispose();
                throw new HaServerException($"Site {plan.Site} does not start: {fault}.");
            }
            if (replica.Roster.OwnEnd is { } end)
            {
                store.Dispose();
                throw new HaServerException($"Site {plan.Site} does not start: {end}.");
            }
            SiteLog.Recovered(logger, directory.FullPath, replica.LiveDocuments, replica.Records, timeProvider.GetElapsedTime(started).TotalSeconds);
            if (store.TornBytes > 0)
                SiteLog.TornTail(logger, store.TornBytes);
            return new(directory, meta, store, new ReplicaLoop(replica, store, timeProvider, logger));
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            directory?.Dispose();
            throw new HaServerException(exception.Message, exception);
        }
        catch (HaServerException)
        {
            directory?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The disk was rolled back. What it holds is a part of what others have, unless it was written to since: from its next start on the
    /// site is a new life, which begins with what is here.
    /// </summary>
    /// <param name="sequence">How many operations of the life that ends now others have.</param>
    public void BeginNewLife(ulong sequence) => directory.WriteMeta(
        meta = meta with { Replica = RandomIds.Replica(meta.Site).Value, Returning = (Loop.Replica.Value, sequence) });

    /// <summary>All of the earlier life is here: it is over, for all sites.</summary>
    public async Task ReturnedAsync(ReplicaId life, CancellationToken cancellationToken)
    {
        await Loop.AskAsync<ReplicaReply.Retired>(call => new ReplicaInput.Retire(call, [life]), cancellationToken).ConfigureAwait(false);
        directory.WriteMeta(meta = meta with { Returning = null });
    }

    public void Dispose()
    {
        Store.Dispose();
        directory.Dispose();
    }

    private static SiteMeta ReadMeta(DataDirectory directory, ServerPlan plan)
    {
        if (directory.ReadMeta() is not { } meta)
        {
            meta = new SiteMeta { Site = plan.Site, Replica = RandomIds.Replica(plan.Site).Value };
            directory.WriteMeta(meta);
        }
        return meta.Site == plan.Site
            ? meta
            : throw new HaServerException($"The data directory {directory.FullPath} belongs to site {meta.Site}, not to site {plan.Site}: give --site {meta.Site}, or name another directory.");
    }
}
