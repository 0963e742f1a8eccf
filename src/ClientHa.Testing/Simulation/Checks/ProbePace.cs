using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// An ejected or draining site is probed after 1, 2, 4, 8, 15, 15 … s with jitter of a fifth, never later than D; a confirmed one only
/// each 15 s (client.md, "Reconnect delay"). Bad news of this side, a new address and panic ask at once.
/// </summary>
internal sealed class ProbePace : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "probes keep their pace";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        bool isAtOnce = happened.Kind is SiteEventKind.Local or SiteEventKind.Renewed or SiteEventKind.Resolved or SiteEventKind.NetworkChanged;
        for (int i = 0; i < after.Sites.Length; i++)
        {
            Note note = notes[client, i];
            bool isNew = before.Sites[i].Generation != after.Sites[i].Generation || before.Sites[i].State != after.Sites[i].State;
            if ((isAtOnce && !ReferenceEquals(before, after)) || isNew)
                (note.Failed, note.NotBefore) = (0, default);
            if (isNew && !after.Sites[i].IsUp && !isAtOnce)
                note.NotBefore = client.World.Agenda.Now + Least(client, 0);
        }
    }

    public void RaceStarted(SimClient client, FailoverState state)
    {
        for (int i = 0; i < state.Sites.Length; i++)
            notes[client, i].NotBefore = default;
    }

    public void ProbeStarted(SimClient client, int site, SiteHealth asked, bool isRace) => SimulationViolation.Unless(
        isRace || asked.IsUp || client.World.Agenda.Now >= notes[client, site].NotBefore, Rule,
        $"{client} asks site {site} {(notes[client, site].NotBefore - client.World.Agenda.Now).TotalSeconds} s too early, after {notes[client, site].Failed} failed probes");

    public void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood)
    {
        Note note = notes[client, site];
        SiteHealth now = client.Directory!.State.Sites[site];
        if (now.Generation != asked.Generation || now.IsUp)
            return;
        note.Failed = isGood ? 0 : note.Failed + 1;
        // Not counted here: what a call was told between two good probes begins them anew.
        note.NotBefore = client.World.Agenda.Now + Least(client, isGood && now.IsConfirmed ? 16 : note.Failed);
    }

    private static TimeSpan Least(SimClient client, int failures)
    {
        double longest = Math.Clamp(client.World.Options.ReconnectDelay.TotalSeconds, 1, 15);
        return TimeSpan.FromSeconds(Math.Min(1 << failures, longest) * 0.799);
    }

    private sealed class Note
    {
        public int Failed { get; set; }

        public Instant NotBefore { get; set; }
    }
}
