using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>No call succeeds after its deadline, and nothing is sent for it any more (the issue; gRPC's deadlines).</summary>
internal sealed class Deadlines : Check, IClientCheck
{
    public override string Rule => "no call succeeds after its deadline";

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request) =>
        SimulationViolation.Unless(request.Now <= call.Deadline, Rule, $"call {call.Number:x} of {call.Client} is sent to site {attempt.Site.Index} after its deadline");

    public void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
        Instant now = call.Client.World.Agenda.Now;
        SimulationViolation.Unless(
            end != CallEnd.Succeeded || now <= call.Deadline, Rule, $"call {call.Number:x} of {call.Client} succeeded {(now - call.Deadline).TotalSeconds} s after its deadline");
    }
}
