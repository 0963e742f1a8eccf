using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A stall of 1.5 s ejects nobody, nor does a site whose answers take long while its probes are answered (client.md, "suspect"). Looked
/// at only while nothing else is wrong: stalls happen amid other faults too, and then each may be the reason.
/// </summary>
internal sealed class SlowIsNotDead : Check, IClientCheck
{
    /// <summary>So long after another fault its consequences are over: a dead stream's silence, its cut, a connection's timeout.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(40);

    public override string Rule => "slow is not dead";

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        SiteHealth accused = before.Sites[happened.Site];
        // Who has not started yet, or not again, refuses all.
        bool isCalm = client.World.Agenda.Now - client.World.LastHarm >= Aftermath && client.World.Sites.All(site => site.Process is not null);
        bool isEjected = accused.IsUp && after.Sites[happened.Site].State == SiteState.Ejected;
        SimulationViolation.Unless(
            !isCalm || !isEjected || happened.Kind is not (SiteEventKind.ProbeFailed or SiteEventKind.Silent), Rule,
            $"{client} ejects site {happened.Site}, which is only slow ({after.Sites[happened.Site].Reason})");
    }
}
