using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>A caller is told the end of each call, once (the issue: "every call ends"). A watch alone goes on for ever.</summary>
internal sealed class EveryCallEnds : Check, IClientCheck
{
    private readonly SortedDictionary<long, ClientCall> open = [];

    public override string Rule => "every call ends";

    public void Stopped(SimClient client)
    {
        foreach (long number in open.Values.Where(call => call.Client == client).Select(call => call.Number).ToArray())
            open.Remove(number);
    }

    public void CallStarted(ClientCall call)
    {
        if (call.Method != ClientMethod.Watch)
            open.Add(call.Number, call);
    }

    public void CallEnded(ClientCall call, CallEnd end, Said? said) => SimulationViolation.Unless(
        open.Remove(call.Number) || call.Method == ClientMethod.Watch, Rule, $"call {call.Number:x} of {call.Client} has ended twice");

    public override void Ended(World world)
    {
        foreach (ClientCall call in open.Values)
        {
            SimulationViolation.Unless(
                false, Rule, $"call {call.Number:x} (method {call.Method}) of {call.Client} has no end: it began at {call.StartedAt.Ticks}, round {call.Round}, attempt at {call.Attempt?.Site.Index}");
        }
    }
}
