using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>A site is ejected as broken after five such answers in a row, over two methods, while another site answers (client.md).</summary>
internal sealed class BrokenSites : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "a site is broken after five answers in a row, if another one answers";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void AttemptEnded(ClientCall call, ClientAttempt attempt, in ClientOutcome outcome)
    {
        if (outcome.Event == SiteEventKind.Answered && !outcome.LeavesHealthAlone && IsPresent(call.Client, attempt))
            notes[call.Client, attempt.Site.Index].Row = 0;
    }

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        SiteHealth was = before.Sites[happened.Site];
        Note note = notes[client, happened.Site];
        if (after.Sites[happened.Site].Generation != was.Generation && happened.Kind != SiteEventKind.Broken)
            note.Row = 0;
        if (happened.Kind != SiteEventKind.Broken || happened.Generation != was.Generation)
            return;
        note.Methods = note.Row == 0 ? [happened.Method] : note.Methods;
        note.Methods.Add(happened.Method);
        note.Row++;
        if (!was.IsUp || after.Sites[happened.Site].State != SiteState.Ejected)
            return;
        int index = happened.Site;
        bool anotherAnswers = before.Sites.Where((site, i) =>
            i != index && site.IsUp && !site.IsSuspected && (site.EndpointKey is null || site.EndpointKey != was.EndpointKey)).Any();
        SimulationViolation.Unless(anotherAnswers, Rule, $"{client} ejects site {happened.Site} as broken although no other answers");
        SimulationViolation.Unless(
            note.Row >= FailoverRules.BrokenAnswers && note.Methods.Count >= 2, Rule, $"{client} ejects site {happened.Site} after {note.Row} broken answers over {note.Methods.Count} methods");
        note.Row = 0;
    }

    private static bool IsPresent(SimClient client, ClientAttempt attempt) =>
        client.Directory!.State.Sites[attempt.Site.Index].Generation == attempt.Generation.Number;

    private sealed class Note
    {
        public int Row { get; set; }

        public SortedSet<ulong> Methods { get; set; } = [];
    }
}
