using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// 1,000 clients that come home from a long outage with D = 180 s make at most 12 reconnects a second (client.md, "Herd"). For fewer
/// clients and another D the same holds on average; a small number may pass it by chance, by five times its root and five.
/// </summary>
internal sealed class Herd : Check, IClientCheck
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Notes<Note> notes = new();
    private readonly Queue<Instant> reconnects = [];

    public override string Rule => "clients come home one after the other";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        for (int i = 0; i < after.Sites.Length; i++)
        {
            if (!before.Sites[i].IsUp && after.Sites[i].IsUp)
                notes[client, i].IsBack = !before.IsPanic && before.Sites[i].State == SiteState.Ejected;
        }
    }

    public void Connecting(SimClient client, int site, Node node, bool isProbe)
    {
        SimulationOptions options = client.World.Options;
        FailoverState state = client.Directory!.State;

        // Who has nowhere else to go doesn't come home: its site has just failed.
        bool isChoice = state.Sites.Where((other, i) => i != site && other.State is (SiteState.Available or SiteState.Suspected)).Any();
        if (isProbe || !isChoice || !notes[client, site].IsBack || options.Failback != Failback.WhenIdle || options.ReconnectDelay < Window)
            return;
        notes[client, site].IsBack = false;
        Instant now = client.World.Agenda.Now;
        reconnects.Enqueue(now);
        while (now - reconnects.Peek() > Window)
            reconnects.Dequeue();
        double average = 12.0 / 1000 * options.Clients * Window.TotalSeconds * (180 / options.ReconnectDelay.TotalSeconds);
        SimulationViolation.Unless(
            reconnects.Count <= average + (5 * Math.Sqrt(average)) + 5, Rule, $"{reconnects.Count} reconnects in {Window.TotalSeconds} s, {average:0.0} are right on average");
    }

    private sealed class Note
    {
        public bool IsBack { get; set; }
    }
}
