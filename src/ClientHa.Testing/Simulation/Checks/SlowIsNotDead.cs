using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A stall of 1.5 s ejects nobody, nor does a site whose answers take long while its probes are answered (client.md, "suspect"). Looked
/// at only while nothing else is wrong: stalls happen amid other faults too, and then each may be the reason. A stream that was quiet for
/// 15 s by nature may bring its probe into the first half second of a stall; that probe has its 1 s like any other.
/// </summary>
internal sealed class SlowIsNotDead : Check, IClientCheck
{
    /// <summary>So long after another fault its consequences are over: a dead stream's silence, its cut, a connection's timeout.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(40);

    public override string Rule => "slow is not dead";

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        Instant now = client.World.Agenda.Now;
        bool isCalm = now - client.World.LastHarm >= Aftermath;
        for (int i = 0; i < after.Sites.Length && isCalm; i++)
        {
            SimulationViolation.Unless(
                !before.Sites[i].IsUp || before.Sites[i].IsStreamSuspected || after.Sites[i].State != SiteState.Ejected, Rule, $"{client} ejects site {i}, which is only slow ({after.Sites[i].Reason})");
        }
    }
}
