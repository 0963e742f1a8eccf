using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>Keeps a link to one configured peer, from this side, as long as there is none from the other.</summary>
internal sealed class SiteDialer(SiteProcess process, SimSite site)
{
    private static readonly TimeSpan connectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan foundingPause = TimeSpan.FromMilliseconds(250);

    private TimeSpan pause = shortestPause;
    private Instant started;
    private Prng dice = new(Prng.Mix(process.Replica.Id.Value) ^ (ulong)site.Number);

    public SimSite Site => site;

    /// <summary>What an empty site knows of this peer.</summary>
    public PeerSighting Sighting { get; private set; } = new PeerSighting.Unreached(site.Name, "not tried yet");

    /// <summary>The first try has ended: the peer was met, or it has failed.</summary>
    public bool HasFirstWord { get; private set; }

    /// <summary>The peer that was met first.</summary>
    public SiteIdentity? FirstMet { get; private set; }

    public void Dial()
    {
        started = process.Site.World.Agenda.Now;
        bool isDone = false;
        Dialing dialing = process.Site.World.Net.Connect(process.Site, site, end =>
        {
            isDone = true;
            if (end is null)
                Ended(null, LinkFailure.Lost, "nothing listens there");
            else
                _ = new SiteSession(process, end, this);
        });
        process.After(connectTimeout, () =>
        {
            if (isDone)
                return;
            dialing.Cancel();
            Ended(null, LinkFailure.Lost, "no answer");
        });
    }

    public void Met(SiteIdentity peer)
    {
        if (!HasFirstWord)
            FirstMet = peer;
        HasFirstWord = true;
    }

    public void Ended(SiteIdentity? peer, LinkFailure failure, string reason)
    {
        bool areBothEmpty = failure == LinkFailure.Lost && peer is { Cluster: null } && process.Membership.Cluster is null;
        Sighting = areBothEmpty ? new PeerSighting.Empty(site.Name, peer!.Site) : new PeerSighting.Unreached(site.Name, reason);
        HasFirstWord = true;
        if (failure == LinkFailure.Redundant && peer is not null)
            process.Links.WhenNotLinked(peer.Replica, () => After(failure, areBothEmpty, () => process.Links.WhenNotLinked(peer.Replica, Dial)));
        else
            After(failure, areBothEmpty, Dial);
    }

    private void After(LinkFailure failure, bool areBothEmpty, Action dial)
    {
        TimeSpan lasted = process.Site.World.Agenda.Now - started;
        pause = failure switch
        {
            // A contradiction doesn't go away by itself: whoever repairs it can wait some seconds.
            LinkFailure.Refused or LinkFailure.Diverged => longestPause,
            _ when areBothEmpty => foundingPause,
            _ when lasted > longestPause => shortestPause,
            _ => 2 * pause < longestPause ? 2 * pause : longestPause,
        };
        dice = dice.Draw(pause * 0.75, pause * 1.25, out TimeSpan jittered);
        process.After(jittered, dial);
    }
}
