using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// With every site out calls wait on one shared race, again after 0.25 → 2 s with full jitter, each time starting one further
/// (client.md, "Panic"). Full jitter may draw next to nothing once, but not again and again: two waits of 2 s sum up to less than
/// 20 s over 60 races in fewer than one of a billion runs.
/// </summary>
internal sealed class RacePace : Check, IClientCheck
{
    private const int Races = 60;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(20);

    private readonly Notes<Note> notes = new();

    public override string Rule => "the panic race keeps its pace";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        // A site answered, or the fault was on this side: it begins anew.
        if (after.Panic.Rounds == 0 && before.Panic.Rounds > 0)
            (notes[client].Starts, notes[client].First) = ([], -1);
    }

    public void RaceStarted(SimClient client, FailoverState state)
    {
        Note note = notes[client];
        Instant now = client.World.Agenda.Now;
        SimulationViolation.Unless(!note.IsRunning, Rule, $"{client} runs two races at once");
        note.IsRunning = true;
        note.Starts.Enqueue(now);
        if (note.Starts.Count > Races)
        {
            TimeSpan took = now - note.Starts.Dequeue();
            SimulationViolation.Unless(took >= Least, Rule, $"{client} has raced {Races} times in {took.TotalSeconds} s");
        }

        int first = state.RaceOrder()[0];
        bool areDistinct = state.Sites.All(site => site.EndpointKey is { } key && state.Sites.Count(other => other.EndpointKey == key) == 1);
        SimulationViolation.Unless(
            !areDistinct || state.Sites.Length == 1 || first != note.First, Rule, $"{client} begins two races with site {first}");
        note.First = areDistinct ? first : -1;
    }

    public void RaceEnded(SimClient client, FailoverState before, FailoverState after) => notes[client].IsRunning = false;

    private sealed class Note
    {
        public Queue<Instant> Starts { get; set; } = [];

        public int First { get; set; } = -1;

        public bool IsRunning { get; set; }
    }
}
