using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Peers;

/// <summary>The links that stand, one for each site, what is known of each peer, and those that this site dials.</summary>
internal sealed class SiteLinks
{
    private readonly SiteProcess process;
    private readonly SiteLink?[] links;
    private readonly LinkStatus[] statuses;
    private readonly List<(ReplicaId Replica, Action Then)> waiting = [];

    public SiteLinks(SiteProcess process)
    {
        this.process = process;
        World world = process.Site.World;
        links = new SiteLink?[world.Sites.Length];
        statuses = [.. world.Sites.Select(site => new LinkStatus(process, site.Number))];
        Dialers = [.. world.Sites.Where(site => site != process.Site && (site.WasStarted || !site.IsLate)).Select(site => new SiteDialer(process, site))];
    }

    public IReadOnlyList<SiteDialer> Dialers { get; }

    /// <summary>A connected peer lacks something of this site.</summary>
    public bool HasPending => statuses.Any(status => status.Peer != process.Site.Number
        && status.Report() is { State: LinkState.Good or LinkState.CatchingUp, Pending: > 0 });

    /// <summary>Some peer is connected.</summary>
    public bool HasLinks => links.Any(link => link is not null);

    public void Start()
    {
        foreach (SiteDialer dialer in Dialers)
            process.After(process.Site.Dice.Milliseconds(0, 20), dialer.Dial);
        process.After(SimSite.HeartbeatInterval, Report);
    }

    public void Accept(ConnectionEnd end, PeerMessage.Hello hello) => new SiteSession(process, end, dialer: null).Receive(hello);

    /// <summary>The link to the site stands, and this one has opened it.</summary>
    public bool HasDialled(int site) => links[site]?.Dialler == process.Site.Number;

    public LinkStatus StatusOf(int site) => statuses[site];

    /// <summary>
    /// Takes the link for the site's only one. Where both sites dial, the link of the lower number stays; of two that were dialled by
    /// the same site the newer, because the other's connection is dead.
    /// </summary>
    /// <returns>The failure of the link where another one stays.</returns>
    public (LinkFailure Failure, string Reason)? Enter(SiteLink link)
    {
        if (links[link.Peer.Site] is { } standing)
        {
            if (standing.Peer.Replica != link.Peer.Replica)
                return (LinkFailure.Refused, SameNumber);
            if (standing.Dialler < link.Dialler)
                return (LinkFailure.Redundant, "a link to the site stands already");
            standing.Close(LinkFailure.Redundant, "another link to the same site has taken its place");
        }
        links[link.Peer.Site] = link;
        link.Status.Connected(link);
        Look();
        return null;
    }

    /// <summary>Said while a link to an earlier life of the peer stands, which ends by its silence.</summary>
    public const string SameNumber = "the site is connected as another replica";

    /// <summary>Said to an empty site until this one has taken back what its disk has lost.</summary>
    public const string NotReturned = "a site whose disk was rolled back gives nobody its state";

    public void Leave(SiteLink link)
    {
        if (links[link.Peer.Site] == link)
            links[link.Peer.Site] = null;
        Look();
    }

    /// <summary>Goes on as soon as no link to the replica stands.</summary>
    public void WhenNotLinked(ReplicaId replica, Action then)
    {
        waiting.Add((replica, then));
        Look();
    }

    public void BecameDurable()
    {
        foreach (SiteLink? link in links)
            link?.BecameDurable();
    }

    private void Look()
    {
        for (int i = waiting.Count - 1; i >= 0; i--)
        {
            (ReplicaId replica, Action then) = waiting[i];
            if (links.Any(link => link?.Peer.Replica == replica))
                continue;
            waiting.RemoveAt(i);
            then();
        }
    }

    private void Report()
    {
        foreach (LinkStatus status in statuses)
        {
            if (status.Peer != process.Site.Number)
                process.Site.Reported(status.Peer, status.Report());
        }
        process.After(SimSite.HeartbeatInterval, Report);
    }
}
