using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A site that failed gets user calls again when its reconnect delay is over <b>and</b> two probes in a row succeeded; a user's call
/// never carries a probe (client.md, "Reconnect delay"). What was lost to a change of the client's own network is back with one good probe. Panic waives it: with every site out the first that answers a probe is back.
/// </summary>
internal sealed class EjectedSites : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();
    private readonly Forgiveness forgiveness = new();

    public override string Rule => "an ejected site gets no calls inside its reconnect delay";

    public void Stopped(SimClient client)
    {
        notes.Forget(client);
        forgiveness.Forget(client);
    }

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request) => SimulationViolation.Unless(
        !notes[call.Client, attempt.Site.Index].IsOut, Rule, $"call {call.Number:x} of {call.Client} goes to site {attempt.Site.Index}");

    public void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood)
    {
        Note note = notes[client, site];
        if (note.Generation == asked.Generation)
            note.GoodProbes = isGood ? note.GoodProbes + 1 : 0;
    }

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        forgiveness.StateChanged(client, before, after);
        for (int i = 0; i < after.Sites.Length; i++)
        {
            SiteHealth was = before.Sites[i], site = after.Sites[i];
            Note note = notes[client, i];
            if (site.Generation != note.Generation)
                (note.Generation, note.GoodProbes) = (site.Generation, 0);
            if (was.IsUp && !site.IsUp)
                note.GoodProbes = 0;
            note.IsOut = !site.IsUp;
            if (!was.IsUp && site.IsUp && !before.IsPanic)
                Readmitted(client, i, was, note);
        }
    }

    private void Readmitted(SimClient client, int site, SiteHealth was, Note note)
    {
        SimulationViolation.Unless(note.GoodProbes >= (was.State == SiteState.Ejected && forgiveness.IsForgiven(client, site) ? 1 : 2), Rule, $"{client} takes site {site} back after {note.GoodProbes} good probes in a row");
        if (was.State != SiteState.Ejected)
            return;

        // How long it is, is looked at elsewhere: see ReconnectDelays.
        Instant now = client.World.Agenda.Now;
        SimulationViolation.Unless(now >= was.ReadmitAt, Rule, $"{client} takes site {site} back {(was.ReadmitAt - now).TotalSeconds} s too early");
    }

    private sealed class Note
    {
        public bool IsOut { get; set; }

        public int GoodProbes { get; set; }

        public int Generation { get; set; }
    }
}
