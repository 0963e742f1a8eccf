using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A call is tried at each site at most once per round, and after a transport failure not at an alias of it either: two names on one
/// endpoint are weight, not redundancy (client.md, "Order and first choice"). A site that pushes back asks for the call itself.
/// </summary>
internal sealed class Rounds : Check, IClientCheck
{
    private readonly SortedDictionary<long, Note> notes = [];

    public override string Rule => "a call is tried at each endpoint at most once per round";

    public void Stopped(SimClient client)
    {
        foreach (long number in notes.Where(each => each.Value.Client == client).Select(each => each.Key).ToArray())
            notes.Remove(number);
    }

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        // Nearly all calls are answered at once: only a second attempt can be wrong.
        if (call.Attempts < 2 || !notes.TryGetValue(call.Number, out Note? note))
            return;
        if (note.Round != call.Round)
            (note.Round, note.Tried) = (call.Round, 0);
        SimulationViolation.Unless(
            (note.Tried >> attempt.Site.Index & 1) == 0, Rule, $"call {call.Number:x} of {call.Client} goes to site {attempt.Site.Index} again, or to its alias");
    }

    public void AttemptEnded(ClientCall call, ClientAttempt attempt, in ClientOutcome outcome)
    {
        if (outcome.Commits)
            return;
        if (!notes.TryGetValue(call.Number, out Note? note))
            notes.Add(call.Number, note = new(call.Client));
        if (note.Round != call.Round)
            (note.Round, note.Tried) = (call.Round, 0);
        if (outcome.PushBack is not null)
            return;
        note.Tried |= 1UL << attempt.Site.Index;
        if (outcome.Event == SiteEventKind.Down && !outcome.IsNameAlone)
            note.Tried |= OnSameEndpoint(call.Client.Directory!.State, attempt.Site.Index);
    }

    public void CallEnded(ClientCall call, CallEnd end, Said? said) => notes.Remove(call.Number);

    private static ulong OnSameEndpoint(FailoverState state, int site)
    {
        ulong names = 0;
        for (int i = 0; i < state.Sites.Length; i++)
            names |= state.Sites[i].EndpointKey is { } key && key == state.Sites[site].EndpointKey ? 1UL << i : 0;
        return names;
    }

    private sealed class Note(SimClient client)
    {
        public SimClient Client { get; } = client;

        public int Round { get; set; }

        public ulong Tried { get; set; }
    }
}
