using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// Probes run one at a time per site (client.md, "Reconnect delay"). One of an older generation says nothing any more and does not
/// count; a race asks all sites anew.
/// </summary>
internal sealed class SingleProbes : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "probes run one at a time per site";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void ProbeStarted(SimClient client, int site, SiteHealth asked, bool isRace)
    {
        Note note = notes[client, site];
        if (note.Generation != asked.Generation)
            (note.Generation, note.Running) = (asked.Generation, 0);
        note.Running++;
        SimulationViolation.Unless(note.Running == 1 || isRace, Rule, $"{client} asks site {site} while an earlier probe still runs");
    }

    public void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood)
    {
        Note note = notes[client, site];
        if (note.Generation == asked.Generation)
            note.Running--;
    }

    private sealed class Note
    {
        public int Generation { get; set; }

        public int Running { get; set; }
    }
}
