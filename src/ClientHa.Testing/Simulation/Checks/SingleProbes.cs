using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// Probes run one at a time per site (client.md, "Reconnect delay"). One of an older generation says nothing any more and does not
/// count. The race asks all sites, whoever is being asked already ("Panic"): which of two probes ended nobody can tell then, so that for
/// twice the longest probe after it another may begin beside one. A site that comes back while it is being watched may be suspected before
/// that probe ends: a suspicion has one of its own.
/// </summary>
internal sealed class SingleProbes : Check, IClientCheck
{
    private static readonly TimeSpan Shadow = 2 * ClientOptions.ConnectTimeout;

    private readonly Notes<Note> notes = new();

    public override string Rule => "probes run one at a time per site";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void RaceStarted(SimClient client, FailoverState state)
    {
        for (int i = 0; i < state.Sites.Length; i++)
            notes[client, i].RacedAt = client.World.Agenda.Now;
    }

    public void ProbeStarted(SimClient client, int site, SiteHealth asked, bool isRace)
    {
        Note note = notes[client, site];
        List<SiteHealth> running = note.Running;
        running.RemoveAll(each => each.Generation != asked.Generation || each.IsUp != asked.IsUp);
        running.Add(asked);
        SimulationViolation.Unless(
            running.Count == 1 || isRace || client.World.Agenda.Now - note.RacedAt <= Shadow, Rule, $"{client} asks site {site} while an earlier probe still runs");
    }

    public void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood) =>
        notes[client, site].Running.RemoveAll(each => ReferenceEquals(each, asked));

    private sealed class Note
    {
        public List<SiteHealth> Running { get; } = [];

        public Instant RacedAt { get; set; } = new(-TimeSpan.TicksPerHour);
    }
}
