using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A call may be failed for "all sites are down" only by a race that started after the call did, and not before its time is over
/// (client.md, "Panic").
/// </summary>
internal sealed class NoSiteOnlyByRace : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "a call fails for want of a site only by a race that began after it";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void RaceStarted(SimClient client, FailoverState state) => notes[client].StartedAt = client.World.Agenda.Now;

    public void RaceEnded(SimClient client, FailoverState before, FailoverState after)
    {
        if (before.IsPanic)
            notes[client].FailedStartedAt = notes[client].StartedAt;
    }

    public void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
        if (end != CallEnd.NoSite)
            return;
        Instant now = call.Client.World.Agenda.Now;
        SimulationViolation.Unless(now >= call.GiveUpAt, Rule, $"call {call.Number:x} of {call.Client} was failed {(call.GiveUpAt - now).TotalSeconds} s early");
        SimulationViolation.Unless(
            !call.Client.Directory!.State.IsPanic || notes[call.Client].FailedStartedAt >= call.StartedAt, Rule,
            $"call {call.Number:x} of {call.Client} was failed although no race has failed that began after it");
    }

    private sealed class Note
    {
        public Instant StartedAt { get; set; } = new(-1);

        public Instant FailedStartedAt { get; set; } = new(-1);
    }
}
