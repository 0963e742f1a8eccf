using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// <c>Nearest</c>: the first choice is among the sites that are connected to fastest, or was and is no more than twice the window of 15 ms
/// behind now; and it changes for no less (client.md, "FirstChoice").
/// </summary>
internal sealed class NearFirst : Check, IClientCheck
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(15);

    public override string Rule => "calls go to a near site, and stay there";

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        if (!after.Rules.PrefersNearest || client.World.Agenda.Now < after.Surroundings.OrderAwaitedUntil)
            return;
        TimeSpan?[] times = [.. after.Sites.Select(site => site.ConnectTime)];
        int first = after.Order[0];
        SimulationViolation.Unless(
            times.All(time => time is null) || times[first] - times.Min() <= 2 * Window, Rule, $"{client} goes first to site {first}, which takes {times[first]?.TotalMilliseconds} ms");
        bool hadChosen = client.World.Agenda.Now > before.Surroundings.OrderAwaitedUntil;
        SimulationViolation.Unless(
            !hadChosen || first == before.Order[0] || !(times[before.Order[0]] - times.Min() <= 2 * Window), Rule, $"{client} leaves site {before.Order[0]}, which is near, for site {first}");
    }
}
