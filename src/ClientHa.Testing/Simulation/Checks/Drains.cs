using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>A draining site is available again after two good probes, without the reconnect delay; its calls in flight finish (client.md).</summary>
internal sealed class Drains : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "a drain costs no reconnect delay";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        SiteHealth was = before.Sites[happened.Site], site = after.Sites[happened.Site];
        SimulationViolation.Unless(
            happened.Kind != SiteEventKind.Draining || site.Generation == was.Generation, Rule, $"{client} gives up the connection to site {happened.Site}, which drains");
        Note note = notes[client, happened.Site];

        // Two names of one endpoint fail together, and whichever of them drains has to be good twice anew.
        if (site.State == SiteState.Ejected && was.State != SiteState.Ejected)
        {
            for (int i = 0; i < after.Sites.Length; i++)
            {
                if (i != happened.Site && was.EndpointKey is not null && before.Sites[i].EndpointKey == was.EndpointKey)
                    notes[client, i].Good = 0;
            }
        }
        if (was.State != SiteState.Draining || happened.Generation != was.Generation || site.Generation != was.Generation)
        {
            note.Good = 0;
            return;
        }

        // A change of the client's network began a generation for all sites at once: what was good before it counts no more.
        if (note.Generation != was.Generation)
            (note.Generation, note.Good) = (was.Generation, 0);
        SimulationViolation.Unless(site.State != SiteState.Ejected, Rule, $"{client} ejects site {happened.Site}, which said that it would stop");
        note.Good = happened.Kind switch
        {
            SiteEventKind.ProbeSucceeded => note.Good + 1,
            SiteEventKind.ProbeFailed or SiteEventKind.Down => 0,
            _ => note.Good,
        };
        SimulationViolation.Unless(note.Good < 2 || site.IsUp, Rule, $"{client} keeps away from site {happened.Site} although two probes were good");
    }

    private sealed class Note
    {
        public int Generation { get; set; }

        public int Good { get; set; }
    }
}
