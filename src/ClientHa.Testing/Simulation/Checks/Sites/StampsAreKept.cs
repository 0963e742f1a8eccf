using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Conflicts": a write's version comes from the client's clock, one stamp per operation id, the same on every retry; the
/// first try alone may be refused for its stamp.
/// </summary>
internal sealed class StampsAreKept : Check, ISiteCheck
{
    private readonly Dictionary<OperationId, ulong> stamps = [];

    public override string Rule => "a stamp belongs to its operation";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (input is ReplicaInput.Write { Request: { IsFirst: true } request } && effects[0] is ReplicaEffect.Persist { Record: LogRecord.Applied applied })
            SimulationViolation.Unless(!applied.Superseded, Rule, $"{site} accepts {request.Id}, a first try, although it loses to what is there");
    }

    public void Replied(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
        if (reply is not ReplicaReply.Written written || request is null || request.Stamp == 0)
            return;
        SimulationViolation.Unless(
            written.Outcome != WriteOutcome.Restamp || request.IsFirst, Rule, $"{site} wants another stamp of {request.Id}, which is no first try");
        if (written.Result is not { } result)
            return;
        SimulationViolation.Unless(
            result.Version.Stamp == request.Stamp && (stamps.TryAdd(request.Id, request.Stamp) || stamps[request.Id] == request.Stamp),
            Rule, $"{site} gave {request.Id} the stamp {result.Version.Stamp}, and its client gave it {request.Stamp}");
    }
}
