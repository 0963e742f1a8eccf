using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;
using ClientHa.Testing.Simulation.Sites.Peers;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Status": Good only if the last exchange is recent and nothing pending is older than it should be. In the end all links
/// are Good.
/// </summary>
internal sealed class LinksAreHonest : Check, ISiteCheck
{
    private static readonly TimeSpan silence = 3 * SimSite.HeartbeatInterval;

    private readonly Dictionary<(int Site, int Peer), Link> links = [];

    public override string Rule => "a link says Good only where it is";

    public void LinkChanged(SimSite site, int peer, bool isConnected)
    {
        links.Remove((site.Number, peer));
        if (isConnected)
            links.Add((site.Number, peer), new(site.World.Agenda.Now));
    }

    public void Heard(SimSite site, int peer, VersionVector? has)
    {
        if (!links.TryGetValue((site.Number, peer), out Link? link))
            return;
        link.LastWord = site.World.Agenda.Now;
        if (has is not null)
            link.Has = link.Has.Merge(has);
    }

    public void Recovered(SimSite site, Replica replica)
    {
        foreach (SimSite peer in site.World.Sites)
            links.Remove((site.Number, peer.Number));
    }

    public void Reported(SimSite site, int peer, LinkReport report)
    {
        Instant now = site.World.Agenda.Now;
        VersionVector here = site.World.Ledger.ShadowOf(site).Vector;
        bool isUp = links.TryGetValue((site.Number, peer), out Link? link);
        if (report.State is LinkState.Good)
        {
            SimulationViolation.Unless(isUp, Rule, $"{site} has no link to site {peer}, and calls it Good");
            SimulationViolation.Unless(now - link!.LastWord <= silence, Rule, $"{site} has heard nothing of site {peer} for {now - link.LastWord}, and calls its link Good");

            // What both have now, each may have had a while longer; what was here before the last look but one must be there.
            SimulationViolation.Unless(
                link.Before is not { } before || (link.Has.Covers(before) && here.Covers(before)),
                Rule, $"{site} calls its link to site {peer} Good, and one of them lacks what is pending for over a heartbeat: {link.Before} of {here} and {link.Has}");
        }
        if (link is not null)
            (link.Before, link.Last) = (link.Last, here.Merge(link.Has));
    }

    public override void Ended(World world)
    {
        foreach (SimSite site in world.Sites)
        {
            foreach (SimSite peer in world.Sites)
            {
                LinkState state = site == peer ? LinkState.Good : site.Process!.Links.StatusOf(peer.Number).Report().State;
                SimulationViolation.Unless(state == LinkState.Good, Rule, $"all is healed, and {site} calls its link to {peer} {state}");
            }
        }
    }

    private sealed class Link(Instant began)
    {
        public Instant LastWord { get; set; } = began;

        /// <summary>What the peer has said that it has.</summary>
        public VersionVector Has { get; set; } = VersionVector.Empty;

        /// <summary>What was known to be here or there when the site reported last.</summary>
        public VersionVector? Last { get; set; }

        /// <summary>And the time before that: at least a heartbeat ago.</summary>
        public VersionVector? Before { get; set; }
    }
}
