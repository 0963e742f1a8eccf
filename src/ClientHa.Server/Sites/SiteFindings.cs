using System.Globalization;
using ClientHa.V1;

namespace ClientHa.Server.Sites;

/// <summary>What is wrong with the sites, from what they say of themselves: the worst first, each matter once.</summary>
internal static class SiteFindings
{
    public static IReadOnlyList<Finding> Of(GetStatusResponse own, IReadOnlyList<PeerAnswer> peers)
    {
        HashSet<int> lost = [.. Lost(own, [.. peers.Select(peer => peer.Status).OfType<GetStatusResponse>()])];
        List<Finding> findings = [.. OfSite(own), .. own.Links.SelectMany(link => OfLink(own, link, lost))];
        foreach (PeerAnswer peer in peers)
        {
            if (peer.Status is { } status)
                findings.AddRange(OfPeer(own, status, lost));
            else if (own.Links.Any(link => link.Address == peer.Address && link.State is LinkState.Good or LinkState.CatchingUp))
                findings.Add(new(false, $"{peer.Address} replicates, and does not say how it is.", peer.Fault ?? ""));
        }
        return [.. findings.OrderBy(finding => !finding.IsBad)];
    }

    /// <summary>
    /// The sites to which nobody who answers has a link: that is one matter and not as many as there are links. One that was never reached has no
    /// number, and may be another one for each who dials it.
    /// </summary>
    private static IEnumerable<int> Lost(GetStatusResponse own, GetStatusResponse[] peers) =>
        own.Links.Where(link => link.Site >= 0 && IsDown(own, link.Site) && peers.Length > 0 && peers.All(peer => IsDown(peer, link.Site))).Select(link => link.Site);

    private static bool IsDown(GetStatusResponse site, int other) => site.Links.Any(link => link.Site == other && link.State == LinkState.Down);

    private static IEnumerable<Finding> OfSite(GetStatusResponse site)
    {
        string name = $"Site {site.Site}";
        if (site.State == V1.SiteState.Draining)
            yield return new(false, $"{name} drains and is about to stop.", "Its clients go to other sites.");
        else if (site.State != V1.SiteState.Serving)
            yield return new(true, $"{name} does not serve.", Sentence(site.Reason));
        if (site.ReadOnlyReason.Length > 0)
            yield return new(true, $"{name} takes no writes.", $"{Sentence(site.ReadOnlyReason)} Make room on its disk; writes go to other sites meanwhile.");
        foreach (string warning in site.Warnings)
            yield return new(false, $"{name} warns.", Sentence(warning));
    }

    private static IEnumerable<Finding> OfLink(GetStatusResponse own, LinkStatus link, HashSet<int> lost)
    {
        string name = link.Site >= 0 ? $"site {link.Site}" : link.Address;
        string reason = Sentence(link.LastBadReason);
        string waits = link.Pending switch { 0 => "", 1 => "One operation waits.", _ => $"{link.Pending.ToString("N0", CultureInfo.InvariantCulture)} operations wait." };
        if (lost.Contains(link.Site))
            yield return new(true, $"No site has a link to {name}.", $"{reason} {waits} The others go on without it: see to {name}.".Trim(), link.LastGood);
        else if (link.State == LinkState.Down)
            yield return new(true, $"Site {own.Site} has no link to {name}.", $"{reason} {waits} Each goes on alone: see to {name}, or to the line.".Trim(), link.LastGood);
        else if (link.State == LinkState.Stalled)
            yield return new(true, $"Site {own.Site} is connected to {name}, and nothing moves.", $"{waits} See whether {name} hangs, and to the line.".Trim(), link.LastGood);
        else if (link.State == LinkState.Refused)
            yield return new(true, $"Site {own.Site} and {name} refuse each other.", reason, link.LastGood);
        else if (link.State == LinkState.Diverged)
            yield return new(true, $"Site {own.Site} and {name} contradict each other.", $"{reason} Export what one of them has, and start it with an empty directory.".Trim(), link.LastGood);
        else if (link.State == LinkState.ClockSkew)
            yield return new(true, $"The clocks of site {own.Site} and {name} are {Math.Abs(link.ClockOffsetMilliseconds) / 1000.0:0.0} s apart.", "See to NTP at both: what the one that is ahead has written waits until its time has come.");
        else if (link.State == LinkState.CatchingUp)
            yield return new(false, $"Site {own.Site} and {name} are catching up.", waits);
        else if (link.State == LinkState.Connecting)
            yield return new(false, $"Site {own.Site} is connecting to {name}.");
    }

    private static IEnumerable<Finding> OfPeer(GetStatusResponse own, GetStatusResponse peer, HashSet<int> lost)
    {
        foreach (Finding finding in OfSite(peer))
            yield return finding;
        foreach (LinkStatus link in peer.Links)
        {
            // What both ends of a link say is said once, in this site's words.
            bool isToldHere = link.Site == own.Site && own.Links.Any(mine => mine.Site == peer.Site && mine.State != LinkState.Good);
            if (isToldHere || lost.Contains(link.Site))
                continue;
            foreach (Finding finding in OfLink(peer, link, lost))
                yield return finding;
        }
    }

    private static string Sentence(string reason) => reason.Length == 0 ? "" : $"{char.ToUpperInvariant(reason[0])}{reason[1..].TrimEnd('.')}.";
}
