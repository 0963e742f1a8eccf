using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// Probes run one at a time per site (client.md, "Reconnect delay"). One of an older generation says nothing any more and does not
/// count; and the race asks all sites, whoever is being asked already ("Panic").
/// </summary>
internal sealed class SingleProbes : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "probes run one at a time per site";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void RaceStarted(SimClient client, FailoverState state)
    {
        for (int i = 0; i < state.Sites.Length; i++)
            notes[client, i].Running.Clear();
    }

    public void ProbeStarted(SimClient client, int site, SiteHealth asked, bool isRace)
    {
        if (isRace)
            return;
        List<SiteHealth> running = notes[client, site].Running;
        running.RemoveAll(each => each.Generation != asked.Generation);
        running.Add(asked);
        SimulationViolation.Unless(running.Count == 1, Rule, $"{client} asks site {site} while an earlier probe still runs");
    }

    public void ProbeEnded(SimClient client, int site, SiteHealth asked, bool isGood) =>
        notes[client, site].Running.RemoveAll(each => ReferenceEquals(each, asked));

    private sealed class Note
    {
        public List<SiteHealth> Running { get; } = [];
    }
}
