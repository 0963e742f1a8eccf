using ClientHa.Core.Replication;

namespace ClientHa.Server.Peers;

/// <summary>The links that stand, one for each site, and what is known of each peer.</summary>
internal sealed class PeerTable(TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, PeerLink> links = [];
    private readonly Dictionary<string, PeerStatus> byAddress = [];
    private readonly Dictionary<int, PeerStatus> bySite = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<PeerStatus> Statuses
    {
        get
        {
            lock (gate)
                return [.. byAddress.Values.Concat(bySite.Values).Distinct()];
        }
    }

    /// <summary>Whether some peer is connected.</summary>
    public bool HasLinks
    {
        get
        {
            lock (gate)
                return links.Count > 0;
        }
    }

    /// <summary>A site that is connected and wouldn't understand an operation; null where there is none.</summary>
    public int? SiteTooOldFor(OperationKind kind)
    {
        lock (gate)
            return links.Values.FirstOrDefault(link => link.Protocol < Protocol.OldestFor(kind))?.Peer.Site;
    }

    /// <summary>The replicas to which a link stands.</summary>
    public IReadOnlyList<ReplicaId> Linked
    {
        get
        {
            lock (gate)
                return [.. links.Values.Select(link => link.Peer.Replica)];
        }
    }

    /// <summary>The row of a configured peer, whether it was ever reached or not.</summary>
    public PeerStatus StatusOf(string address)
    {
        lock (gate)
            return byAddress.TryGetValue(address, out PeerStatus? status) ? status : byAddress[address] = new(address, timeProvider);
    }

    /// <summary>The row of a site that has said who it is: one row, whoever dialled.</summary>
    public PeerStatus StatusOf(int site, string? address)
    {
        PeerStatus? configured = address is null ? null : StatusOf(address);
        lock (gate)
        {
            if (!bySite.TryGetValue(site, out PeerStatus? status))
            {
                // An address that leads to another site by now, as a name may, has the row of the first one.
                status = bySite[site] = configured is not null && !bySite.ContainsValue(configured)
                    ? configured
                    : new PeerStatus(address ?? $"site {site}", timeProvider);
            }
            if (address is not null && status != configured)
            {
                byAddress[address] = status;
                status.Rename(address);
            }
            return status;
        }
    }

    /// <summary>
    /// Takes the link for the site's only one. Where both sites dial, the link of the lower number stays, so that both keep the same
    /// one; of two that were dialled by the same site the newer, because the other's connection is dead.
    /// </summary>
    /// <returns>The failure of the link where another one stays.</returns>
    public PeerFailure? Enter(PeerLink link, PeerStatus status)
    {
        lock (gate)
        {
            if (links.TryGetValue(link.Peer.Site, out PeerLink? standing))
            {
                if (standing.Peer.Replica != link.Peer.Replica)
                    return new(PeerFailureKind.Refused, $"site {link.Peer.Site} is connected as replica {standing.Peer.Replica}: two sites have the same number; give each a number of its own with --site");
                if (standing.Dialler < link.Dialler)
                    return new(PeerFailureKind.Redundant, $"a link to site {link.Peer.Site} stands already");
                standing.Close(PeerFailureKind.Redundant, "another link to the same site has taken its place");
            }
            links[link.Peer.Site] = link;
            // Not later: of two links that come at once the row must show the one that stays.
            status.Connected(link);
            Pulse();
            return null;
        }
    }

    public void Leave(PeerLink link)
    {
        lock (gate)
        {
            if (links.TryGetValue(link.Peer.Site, out PeerLink? standing) && standing == link)
                links.Remove(link.Peer.Site);
            Pulse();
        }
    }

    /// <summary>Waits while a link to the replica stands.</summary>
    public async Task WaitWhileLinkedAsync(ReplicaId replica, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (!links.Values.Any(link => link.Peer.Replica == replica))
                    return;
                change = changed.Task;
            }
            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Pulse()
    {
        changed.SetResult();
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
