using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites.Storage;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>Which cluster a site belongs to, if any: written down before it is acted upon.</summary>
internal sealed class SiteMembership
{
    private readonly SiteProcess process;
    private readonly SimDisk disk;
    private SiteMeta meta;

    public SiteMembership(SiteProcess process, SimDisk disk)
    {
        (this.process, this.disk) = (process, disk);
        meta = disk.Image.Meta ?? new(ReplicaId.Create(process.Site.Number, process.Site.Dice.Number()), null, IsJoining: false);

        // A join that was broken off has left a part of another site's state, which is worth nothing without the rest.
        if (meta.Cluster is null || meta.IsJoining)
        {
            disk.Image.Clear();
            meta = meta with { Cluster = null, IsJoining = false };
        }
        disk.Image.Meta = meta;
    }

    public ReplicaId Replica => meta.Replica;

    /// <summary>The cluster that this site is a member of.</summary>
    public Guid? Cluster => meta.IsJoining ? null : meta.Cluster;

    public bool IsJoining => meta.IsJoining;

    /// <summary>The operations of an earlier life that must be here before the site serves.</summary>
    public VectorEntry? Returning => meta.Returning;

    /// <summary>The disk was rolled back: from its next start on the site is a new life, which begins with what is here.</summary>
    public void BeginNewLife(ulong sequence) => disk.Image.Meta = meta = meta with
    {
        Replica = ReplicaId.Create(process.Site.Number, process.Site.Dice.Number()),
        Returning = new(meta.Replica, sequence, 0),
    };

    public void Returned()
    {
        disk.Image.Meta = meta = meta with { Returning = null };
        process.Site.World.Ledger.Returned(Replica);
    }

    /// <summary>Who this site is, for a hello. Until it has a cluster's whole state it is empty, whatever it has in part.</summary>
    public SiteIdentity Identity(VersionVector durable) =>
        new(SiteIdentity.CurrentProtocol, Cluster, process.Site.Number, Replica, Cluster is null ? VersionVector.Empty : durable);

    public void Found(Guid cluster)
    {
        if (WriteDown(meta with { Cluster = cluster }))
            process.Site.Founded();
    }

    /// <returns>False where this site is joining already, by another peer, or has joined since it said hello as an empty one.</returns>
    public bool TryJoin(Guid cluster) => meta.Cluster is null && WriteDown(meta with { Cluster = cluster, IsJoining = true });

    /// <summary>The state of the cluster is here, and durable.</summary>
    public void Joined()
    {
        if (IsJoining)
            WriteDown(meta with { IsJoining = false });
    }

    /// <summary>The link by which this site was joining has ended: it joins by any other.</summary>
    public void LeaveOff()
    {
        if (!IsJoining)
            return;
        meta = meta with { Cluster = null, IsJoining = false };

        // Else what is written down says that a join was begun: the next start begins again all the same.
        if (disk.HasRoom)
            disk.Image.Meta = meta;
    }

    private bool WriteDown(SiteMeta next)
    {
        if (!disk.HasRoom)
        {
            process.Fail("it cannot write down which cluster it belongs to");
            return false;
        }
        disk.Image.Meta = meta = next;
        return true;
    }
}
