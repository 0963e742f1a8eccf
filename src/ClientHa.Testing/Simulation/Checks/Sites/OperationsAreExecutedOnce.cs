using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Exactly once across masters" and "Lifetimes": an operation id that a site knows is answered with its first result and
/// not executed again there, while results are kept: for the operation's lifetime, by the site's clock.
/// </summary>
internal sealed class OperationsAreExecutedOnce : Check, ISiteCheck
{
    public override string Rule => "an operation is executed once";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (input is not ReplicaInput.Write { Request: { } request } || site.HasLiedAboutTime)
            return;
        long lifetime = (long)site.World.Options.Rules.OperationLifetime.TotalMilliseconds;
        foreach (ReplicaEffect effect in effects)
        {
            if (effect is not ReplicaEffect.Persist || site.World.Ledger.ShadowOf(site).StampOf(request.Id) is not { } stamp)
                continue;
            SimulationViolation.Unless(
                Stamp.Milliseconds(stamp) < site.Clock.Milliseconds - lifetime && stamp != request.Stamp,
                Rule, $"{site} executes {request.Id} of {request.Key}, which it had");
        }
    }
}
