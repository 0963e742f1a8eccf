using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>server.md, "Compare and set": a condition is checked at the site that accepts the write. Seen where all that is there is durable.</summary>
internal sealed class ConditionsHold : Check, ISiteCheck
{
    public override string Rule => "a condition holds where its write is accepted";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (input is not ReplicaInput.Write { Request: { Condition: { } condition } request } || effects[0] is not ReplicaEffect.Persist)
            return;
        Shadow shadow = site.World.Ledger.ShadowOf(site);
        StoredDocument? current = shadow.Find(request.Key);
        WriteVersion? version = current is null or { IsDeleted: true } ? null : current.Version;
        SimulationViolation.Unless(
            !shadow.Vector.Equals(before) || version == condition.Version, Rule, $"{site} accepts {request.Id} on condition of {condition.Version}, and {request.Key} is {version}");
    }
}
