using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// <c>PickFirst</c>: all calls go to the first site of the client's own order that takes calls, and when it fails to the next one along
/// that order (client.md, "Order and first choice").
/// </summary>
internal sealed class OwnOrder : Check, IClientCheck
{
    public override string Rule => "calls go to the first site of the client's own order";

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        if (state.Rules.Policy != SelectionPolicy.PickFirst)
            return;
        foreach (int site in state.Order)
        {
            if (site == attempt.Site.Index)
                return;
            SimulationViolation.Unless(
                (request.Tried >> site & 1) != 0 || state.Sites[site].State is not (SiteState.Available or SiteState.Suspected), Rule,
                $"call {call.Number:x} of {call.Client} goes to site {attempt.Site.Index} and not to {site}, which stands before it");
        }
    }
}
