using System.Globalization;
using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Sites;

/// <summary>What an operator ought to hear of clocks.</summary>
internal static class ClockWarnings
{
    public static IEnumerable<string> Of(SiteClock clock, IEnumerable<PeerReport> peers)
    {
        if (clock.Jump is { } jump && jump != TimeSpan.Zero)
            yield return $"This machine's clock has jumped: it is {Words(jump)} the time by which the site goes on. Set the clock right, or start the site again to take it over.";
        foreach (PeerReport peer in peers)
        {
            if (peer is { Identity: { } identity, Offset: { } offset } && offset.IsBeyond(ClockOffset.Notable))
                yield return $"The clock of site {identity.Site} is {Words(offset.Ahead)} this site's: let both machines keep their time by NTP.";
        }
    }

    private static string Words(TimeSpan ahead) =>
        string.Create(CultureInfo.InvariantCulture, $"{ahead.Duration().TotalSeconds:0.00} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")}");
}
