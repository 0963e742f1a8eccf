using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Acknowledged means durable here": every answer leaves after all that it shows is durable, and nothing is sent to a peer
/// or a watch before it is durable at home.
/// </summary>
internal sealed class AnswersAreDurable : Check, ISiteCheck
{
    public override string Rule => "an answer shows nothing that isn't durable";

    public void Replied(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
        if (Shown.By(reply) is { } version)
            SimulationViolation.Unless(site.World.Ledger.ShadowOf(site).Has(version), Rule, $"{site} shows {version}, which isn't durable");
    }

    public void Told(SimSite site, VersionVector vector)
    {
        VersionVector durable = site.World.Ledger.ShadowOf(site).Vector;
        SimulationViolation.Unless(durable.Covers(vector), Rule, $"{site} tells of {vector}, and only {durable} is durable");
    }

    public void Sent(SimSite site, Operation operation) => SimulationViolation.Unless(
        site.World.Ledger.ShadowOf(site).Vector.Covers(operation.Replica, operation.Sequence),
        Rule, $"{site} sends operation {operation.Sequence} of replica {operation.Replica}, which isn't durable");
}
