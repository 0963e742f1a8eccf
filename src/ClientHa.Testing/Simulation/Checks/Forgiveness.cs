using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Which sites a client lost to its own network: within 5 s before or after it changed (client.md, "local").</summary>
internal sealed class Forgiveness
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    private readonly Notes<Note> notes = new();

    public void Forget(SimClient client) => notes.Forget(client);

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        for (int i = 0; i < after.Sites.Length; i++)
        {
            if (after.Sites[i].State != SiteState.Ejected)
                continue;
            Note note = notes[client, i];
            if (before.Sites[i].State != SiteState.Ejected || before.Sites[i].Since != after.Sites[i].Since)
                (note.LostAt, note.IsForgiven) = (client.World.Agenda.Now, false);
            note.IsForgiven |= (note.LostAt - client.NetworkChangedAt).Duration() < Together;
        }
    }

    public bool IsForgiven(SimClient client, int site) => notes[client, site].IsForgiven;

    private sealed class Note
    {
        public Instant LostAt { get; set; } = new(-TimeSpan.TicksPerDay);

        public bool IsForgiven { get; set; }
    }
}
