using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A call that is not idempotent and may have been executed is never sent again, and so executed at most once, unless
/// <c>Replay = Always</c> (client.md, "Attempts and replay"). With <c>Replay = Never</c> no call is.
/// </summary>
internal sealed class ExecutedOnce : Check, IClientCheck, ISiteCheck
{
    private readonly SortedSet<long> ambiguous = [];
    private readonly SortedSet<long> booked = [];

    public override string Rule => "what may have been executed is not sent again";

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        if (call.Attempts < 2)
            return;
        Replay replay = call.Client.World.Options.OfClients.Replay;
        SimulationViolation.Unless(replay != Replay.Never, Rule, $"call {call.Number:x} of {call.Client} is sent twice");
        SimulationViolation.Unless(
            replay == Replay.Always || call.IsIdempotent || !ambiguous.Contains(call.Number), Rule, $"call {call.Number:x} of {call.Client} is sent to site {attempt.Site.Index} too");
    }

    public void AttemptEnded(ClientCall call, ClientAttempt attempt, in ClientOutcome outcome)
    {
        if (!call.IsIdempotent && outcome.Execution == Execution.Unknown)
            ambiguous.Add(call.Number);
    }

    public void CallEnded(ClientCall call, CallEnd end, Said? said) => ambiguous.Remove(call.Number);

    public void Booked(SimSite site, long number) => SimulationViolation.Unless(
        booked.Add(number) || site.World.Options.OfClients.Replay == Replay.Always, Rule, $"{site} executes booking {number:x} a second time");
}
