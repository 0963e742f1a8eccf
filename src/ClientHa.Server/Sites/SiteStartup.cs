using ClientHa.Core.Replication;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Peers;
using ClientHa.Wire;

namespace ClientHa.Server.Sites;

/// <summary>The way from recovered data to serving: found or join, then take over what the peers had before.</summary>
internal sealed class SiteStartup(ServerPlan plan, SiteData data, SitePeers peers, SiteHealth health, TimeProvider timeProvider)
{
    /// <summary>
    /// A site that was away takes over what it missed before it serves, so that clients that come home find what they have written
    /// meanwhile; but no longer than this, because a peer may be out of reach for any time.
    /// </summary>
    private static readonly TimeSpan catchUpLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan askDiskAgain = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!data.Membership.Member.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (data.Membership.JoinsCluster is { } joined)
                health.Set(HealthState.Joining($"takes over the state of cluster {joined}"));
            else if (Founding.Obstacle(plan.Site, plan.Found && MayFound, [.. peers.Dialers.Select(dialer => dialer.Sighting)]) is { } obstacle)
                health.Set(HealthState.Starting(obstacle));
            else
                data.Membership.TryFound(Guid.NewGuid());
            await Task.WhenAny(data.Membership.Member, Task.Delay(lookAgain, timeProvider, cancellationToken)).ConfigureAwait(false);
        }
        if (data.Returning is { } returning)
            await ReturnAsync(returning, cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(CatchUpAsync(cancellationToken), Task.Delay(catchUpLimit, timeProvider, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        health.Set(HealthState.Serving);
    }

    /// <summary>As long as it takes: what it lacks of what it wrote itself, its clients have seen.</summary>
    private async Task ReturnAsync(VectorEntry life, CancellationToken cancellationToken)
    {
        health.Set(HealthState.Starting($"its disk was rolled back: takes back what it wrote as replica {life.Replica}, up to operation {life.Sequence}"));
        while (true)
        {
            Task durable = data.Store.Durability.Next;
            if (data.Store.DurableVector.Covers(life.Replica, life.Sequence))
                break;
            await durable.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        // That the earlier life is over is written down for all, and an older peer that is sent it would be cut off from all that follows.
        while (peers.Host.Table.SiteTooOldFor(OperationKind.Retire) is { } old)
        {
            health.Set(HealthState.Starting($"its disk was rolled back, and it has taken back what it wrote: serves when site {old} has been upgraded, which runs an older version of the program"));
            await Task.Delay(lookAgain, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        while (!await TryReturnedAsync(life, cancellationToken).ConfigureAwait(false))
            await Task.Delay(askDiskAgain, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False where the disk takes no writes now.</returns>
    private async Task<bool> TryReturnedAsync(VectorEntry life, CancellationToken cancellationToken)
    {
        try
        {
            await data.ReturnedAsync(life.Replica, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception refusal) when ((refusal is WireException || DiskRefusal.Is(refusal)) && !data.Loop.Failed.IsCompleted)
        {
            health.Set(HealthState.Starting($"has taken back what it wrote as replica {life.Replica}, and waits until its disk takes writes again, to write that down ({data.Store.FullReason ?? refusal.Message})"));
            return false;
        }
    }

    /// <summary>
    /// Who is told to found has asked all peers once, and met no member: the option may still stand in a script when a disk is lost,
    /// and two clusters are never merged.
    /// </summary>
    private bool MayFound => peers.Dialers.All(dialer => dialer.FirstWord is { IsCompletedSuccessfully: true, Result: null or { Cluster: null } });

    private Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (peers.Dialers.Count > 0)
            health.Set(HealthState.Starting("takes over what it missed"));
        return Task.WhenAll(peers.Dialers.Select(dialer => CatchUpAsync(dialer, cancellationToken)));
    }

    private async Task CatchUpAsync(PeerDialer dialer, CancellationToken cancellationToken)
    {
        if (await dialer.FirstWord.WaitAsync(cancellationToken).ConfigureAwait(false) is not { } peer)
            return;
        while (true)
        {
            Task durable = data.Store.Durability.Next;
            if (data.Store.DurableVector.Covers(peer.Vector))
                return;
            await durable.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
