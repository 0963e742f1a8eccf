using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>The way from recovered data to serving: found or join, then take over what the peers had before.</summary>
internal sealed class SiteStartup(SiteProcess process)
{
    private static readonly TimeSpan catchUpLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(100);

    private bool isMember;

    public void Start()
    {
        if (process.Membership.Cluster is null && !process.Membership.IsJoining
            && Founding.Obstacle(process.Site.Number, told: false, [.. process.Links.Dialers.Select(dialer => dialer.Sighting)]) is null)
        {
            process.Membership.Found(process.Site.NewCluster());
        }
        if (process.Membership.Cluster is null && process.IsAlive)
            process.After(lookAgain, Start);
        else
            BecomeMember();
    }

    /// <summary>Looks whether all is here that peers had when they were met.</summary>
    public void Look()
    {
        if (isMember && process.Phase == SitePhase.Starting && process.Links.Dialers.All(dialer =>
            dialer.HasFirstWord && (dialer.FirstMet is not { } met || process.Store.DurableVector.Covers(met.Vector))))
        {
            process.Enter(SitePhase.Serving);
        }
    }

    private void Returned()
    {
        process.Membership.Returned();
        BecomeMember();
    }

    private void BecomeMember()
    {
        if (process.Membership.Returning is { } life)
        {
            if (process.Store.DurableVector.Covers(life.Replica, life.Sequence))
                process.Loop.Post(new ReplicaInput.Retire((Action<ReplicaReply>)(_ => Returned()), [life.Replica]));
            else
                process.After(lookAgain, BecomeMember);
            return;
        }
        isMember = true;
        process.After(catchUpLimit, () => process.Enter(SitePhase.Serving));
        Look();
    }
}
