using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Words" and "Acknowledged means durable here": a replica numbers its operations 1, 2, 3 …, each once, over crashes too; and
/// what another site has of it is what it wrote. A rolled-back disk is what breaks it, and is found by others.
/// </summary>
internal sealed class SequencesAreGivenOnce : Check, ISiteCheck
{
    public override string Rule => "a sequence number is never used twice";

    public void Durable(SimSite site, LogRecord record)
    {
        if (record is not LogRecord.Applied { Operation: { } operation } || site.World.Ledger.IsTainted(operation.Replica))
            return;
        List<Operation> issues = site.World.Ledger.IssuesOf(operation.Replica, operation.Sequence);
        SimulationViolation.Unless(
            issues.Count < 2, Rule, $"{site} wrote its operation {operation.Sequence} twice, as {issues[0].Version} and as {operation.Version}");
        SimulationViolation.Unless(
            issues.Count == 1 && issues[0].Version == operation.Version && issues[0].Chain == operation.Chain,
            Rule, $"{site} has an operation {operation.Sequence} of replica {operation.Replica}, {operation.Version}, that its replica hasn't");
    }
}
