using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// After healing every client takes all sites back (a quiet stream alone makes one suspected now and then), its calls succeed, and with a failback they are at home: the shares are as they
/// were (client.md, "Failback": without it a restarted site stays empty for ever). The bound is what the rules add up to: the end of what
/// is still under way (a stream's silence of 15 s and the cut, a connect timeout), D × 1.2 for the delay, two probes with a pause of up to 15 s
/// each, and D to come home.
/// </summary>
internal sealed class Recovery : Check, IClientCheck
{
    private Instant settledAt = Instant.Never;

    public override string Rule => "after healing all is as it was";

    public override void Healed(World world)
    {
        double pause = Math.Clamp(world.Options.ReconnectDelay.TotalSeconds, 1, 15) * 1.2;
        settledAt = world.Agenda.Now + (world.Options.ReconnectDelay * 2.2) + TimeSpan.FromSeconds(20 + (2 * pause));

        // A person presses the button for it.
        settledAt += world.Options.Failback == Failback.Manual ? TimeSpan.FromSeconds(26) : TimeSpan.Zero;
    }

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        if (request.Now < settledAt || state.Rules.Failback == Failback.Never || state.Rules.Policy != SelectionPolicy.PickFirst || call.StartedAt < settledAt)
            return;
        SimulationViolation.Unless(
            attempt.Site.Index == state.Order[0], Rule, $"call {call.Number:x} of {call.Client} goes to site {attempt.Site.Index} and not home to {state.Order[0]}");
    }

    public void CallEnded(ClientCall call, CallEnd end, Said? said)
    {
        if (call.StartedAt < settledAt || end is CallEnd.Succeeded or CallEnd.Cancelled || call.Method == ClientMethod.Watch)
            return;

        // A first call over a slow line may need longer than the least deadline: three round trips.
        bool isShort = end == CallEnd.DeadlineExceeded && call.Deadline - call.StartedAt < TimeSpan.FromSeconds(0.9);
        SimulationViolation.Unless(isShort, Rule, $"call {call.Number:x} of {call.Client} ends with {end}");
    }

    public override void Ended(World world)
    {
        foreach (SimClient client in world.Clients)
        {
            FailoverState? state = client.Directory?.State;
            SimulationViolation.Unless(state is not null, Rule, $"{client} does not run");
            foreach (SiteHealth site in state.Sites)
            {
                bool isBack = site.State is SiteState.Available or SiteState.Suspected || (site.State == SiteState.Returning && state.Rules.Failback == Failback.Never);
                SimulationViolation.Unless(isBack, Rule, $"{client} still finds {site.Name} {site.State}: {site.Reason}");
            }
        }
    }
}
