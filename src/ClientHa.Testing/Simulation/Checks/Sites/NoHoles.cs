using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>server.md, "Replication": push goes in the sender's log order, and a hole is never accepted.</summary>
internal sealed class NoHoles : Check, ISiteCheck
{
    public override string Rule => "a hole is never accepted";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (input is not (ReplicaInput.Push or ReplicaInput.Write))
            return;
        VersionVector vector = before;
        foreach (ReplicaEffect effect in effects)
        {
            if (effect is not ReplicaEffect.Persist { Record: LogRecord.Applied { Operation: { } operation } })
                continue;
            SimulationViolation.Unless(
                operation.Sequence == vector[operation.Replica] + 1, Rule, $"{site} took operation {operation.Sequence} of replica {operation.Replica} behind {vector}");
            vector = vector.With(operation.Replica, operation.Sequence, operation.Chain);
        }
        SimulationViolation.Unless(
            vector.Equals(site.Process!.Replica.Vector), Rule, $"{site} moved to {site.Process.Replica.Vector}, and its records to {vector}");
    }
}
