using ClientHa.Core;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>No call succeeds after its deadline (the issue; gRPC's deadlines), and none ends after it while its program is awake.</summary>
internal sealed class Deadlines : Check, IClientCheck
{
    public override string Rule => "no call succeeds after its deadline";

    public void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
        Instant now = call.Client.World.Agenda.Now;
        bool wasAwake = call.Client.LastFrozen < call.Deadline;
        SimulationViolation.Unless(
            now <= call.Deadline || !wasAwake, Rule, $"call {call.Number:x} of {call.Client} ends {(now - call.Deadline).TotalSeconds} s after its deadline");
        SimulationViolation.Unless(
            end != CallEnd.Succeeded || now <= call.Deadline, Rule, $"call {call.Number:x} of {call.Client} succeeded {(now - call.Deadline).TotalSeconds} s after its deadline");
    }
}
