using ClientHa.Core;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>No call succeeds after its deadline (the issue; gRPC's deadlines).</summary>
internal sealed class Deadlines : Check, IClientCheck
{
    public override string Rule => "no call succeeds after its deadline";

    public void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
        Instant now = call.Client.World.Agenda.Now;
        SimulationViolation.Unless(
            end != CallEnd.Succeeded || now <= call.Deadline, Rule, $"call {call.Number:x} of {call.Client} succeeded {(now - call.Deadline).TotalSeconds} s after its deadline");
    }
}
