using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Clock skew": the operations of a site that is ahead are delayed. So no hybrid clock is dragged ahead by another site's
/// mistake, but for its own and what it may take from clients and sites.
/// </summary>
internal sealed class NoClockIsDragged : Check, ISiteCheck
{
    /// <summary>In a wall clock that is set back by less than is noticed, over what is here, the limit is the same again.</summary>
    private const int Limits = 4;

    public override string Rule => "no site's clock is dragged ahead";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (site.HasLiedAboutTime || site.Process is not { } process)
            return;
        long most = process.Now + (Limits * (long)process.Replica.Rules.MaxClockSkew.TotalMilliseconds);
        SimulationViolation.Unless(
            Stamp.Milliseconds(process.Replica.Clock) <= most, Rule, $"{site} has a clock of {Stamp.Milliseconds(process.Replica.Clock)}, and the time is {process.Now}");
    }
}
