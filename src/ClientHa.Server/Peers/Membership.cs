using ClientHa.Core.Replication;

namespace ClientHa.Server.Peers;

/// <summary>Which cluster this site belongs to, if any: written down before it is acted upon.</summary>
internal sealed class Membership(int site, ReplicaId replica, Guid? cluster, Action<Guid?, bool> writeDown)
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource member = cluster is null ? new(TaskCreationOptions.RunContinuationsAsynchronously) : Completed();
    private Guid? cluster = cluster;
    private bool joining;

    /// <summary>Completes when this site has founded a cluster, or has taken over the state of one.</summary>
    public Task Member => member.Task;

    /// <summary>The cluster that this site is a member of.</summary>
    public Guid? Cluster
    {
        get
        {
            lock (gate)
                return joining ? null : cluster;
        }
    }

    /// <summary>The cluster whose state this site is taking over.</summary>
    public Guid? JoinsCluster
    {
        get
        {
            lock (gate)
                return joining ? cluster : null;
        }
    }

    /// <summary>Who this site is, for a hello. Until it has a cluster's whole state it is empty, whatever it has in part.</summary>
    public SiteIdentity Identity(VersionVector durable) => Cluster is { } member
        ? new(SiteIdentity.CurrentProtocol, member, site, replica, durable)
        : new(SiteIdentity.CurrentProtocol, null, site, replica, VersionVector.Empty);

    public bool TryFound(Guid founded)
    {
        lock (gate)
        {
            if (cluster is not null)
                return false;
            writeDown(founded, false);
            cluster = founded;
        }
        member.TrySetResult();
        return true;
    }

    /// <returns>False where this site is joining already, by another peer, or has joined since it said hello as an empty one.</returns>
    public bool TryJoin(Guid joined)
    {
        lock (gate)
        {
            if (cluster is not null)
                return false;
            writeDown(joined, true);
            (cluster, joining) = (joined, true);
            return true;
        }
    }

    /// <summary>The state of the cluster is here, and durable.</summary>
    public void Joined()
    {
        lock (gate)
        {
            if (!joining)
                return;
            writeDown(cluster, false);
            joining = false;
        }
        member.TrySetResult();
    }

    /// <summary>The link by which this site was joining has ended: it joins by any other.</summary>
    public void LeaveOff()
    {
        lock (gate)
        {
            if (!joining)
                return;
            (cluster, joining) = (null, false);
            try
            {
                writeDown(null, false);
            }
            catch (IOException)
            {
                // What is written down says that a join was begun: the next start begins again all the same.
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource source = new();
        source.SetResult();
        return source;
    }
}
