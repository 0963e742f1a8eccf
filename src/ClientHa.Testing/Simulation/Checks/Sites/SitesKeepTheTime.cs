using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Clock skew", and the clock guard of the rules: the time by which a running site stamps and judges goes on as true time does,
/// however its machine's clock is set.
/// </summary>
internal sealed class SitesKeepTheTime : Check, ISiteCheck
{
    /// <summary>A clock may be set by what is tolerated, and then by as much to the other side.</summary>
    private const int Tolerances = 2;

    /// <summary>For what clocks drift between two looks.</summary>
    private static readonly TimeSpan drift = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<SiteProcess, (long Shown, Instant At)> looks = [];

    public override string Rule => "a site's time does not jump";

    public void Recovered(SimSite site, Replica replica)
    {
        foreach (SiteProcess ended in looks.Keys.Where(process => process.Site == site).ToArray())
            looks.Remove(ended);
    }

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (site.Process is not { } process)
            return;
        (long shown, Instant at) = (process.Now, site.World.Agenda.Now);
        if (looks.TryGetValue(process, out (long Shown, Instant At) last))
        {
            TimeSpan jump = TimeSpan.FromMilliseconds(shown - last.Shown) - (at - last.At);
            SimulationViolation.Unless(
                jump.Duration() <= (Tolerances * process.Replica.Rules.MaxClockSkew) + drift, Rule, $"{site} goes on by a time that has jumped by {jump.TotalSeconds:0.0} s");
        }
        looks[process] = (shown, at);
    }
}
