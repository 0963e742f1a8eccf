using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// <c>RoundRobin</c>: each call takes the next of a cycle in which every entry of an available site stands exactly once, so that a dead
/// site's share goes to all others by their weights and to no neighbour alone (client.md, "Order and first choice").
/// </summary>
internal sealed class RoundRobinShares : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "round robin gives each entry its share";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        // A retry picks among fewer, a site that comes home among more: only what all calls have alike is a cycle.
        if (state.Rules.Policy != SelectionPolicy.RoundRobin || request.Tried != 0 || state.HasReturning)
            return;
        ulong available = 0;
        for (int i = 0; i < state.Sites.Length; i++)
            available |= state.Sites[i].State is SiteState.Available or SiteState.Suspected ? 1UL << i : 0;
        int length = state.List.Entries.Count(site => (available >> site & 1) != 0);
        Note note = notes[call.Client];
        if (note.Available != available || note.Cycle != request.Ticket / (ulong)length)
            (note.Available, note.Cycle, note.Picked) = (available, request.Ticket / (ulong)length, new int[state.Sites.Length]);
        int weight = state.List.Entries.Count(site => site == attempt.Site.Index);
        SimulationViolation.Unless(
            ++note.Picked[attempt.Site.Index] <= weight, Rule, $"{call.Client} picks site {attempt.Site.Index} {note.Picked[attempt.Site.Index]} times in a cycle of {length}");
    }

    private sealed class Note
    {
        public ulong Available { get; set; }

        public ulong Cycle { get; set; }

        public int[] Picked { get; set; } = [];
    }
}
