using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// A site is suspected when a call has waited 1 s for it without a byte, doubling to 15 s each time that it turns out to be alive; a
/// quiet stream after 15 s, and that says nothing of how fast the site answers (client.md, "suspect").
/// </summary>
internal sealed class Suspicions : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "who was wrongly suspected is given more time";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void FoundSilent(SimClient client, int site, SiteHealth health, TimeSpan silence, bool isStream)
    {
        TimeSpan least = isStream ? TimeSpan.FromSeconds(15) : notes[client, site].Delay;
        SimulationViolation.Unless(silence >= least, Rule, $"{client} suspects site {site} after {silence.TotalSeconds} s, not {least.TotalSeconds} s");
    }

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        for (int i = 0; i < after.Sites.Length; i++)
        {
            SiteHealth was = before.Sites[i], site = after.Sites[i];
            Note note = notes[client, i];
            if (site.State == SiteState.Ejected)
                note.Delay = TimeSpan.FromSeconds(1);
            else if (was.IsSuspected && site.IsUp && !site.IsSuspected && was.Suspicion == Suspicion.Call)
                note.Delay = TimeSpan.FromSeconds(Math.Min(15, note.Delay.TotalSeconds * 2));
        }
    }

    private sealed class Note
    {
        public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);
    }
}
