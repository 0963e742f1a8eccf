using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// When calls go back to a site that has recovered (client.md, "Failback"): <c>WhenIdle</c> draws a moment in the first five sixths
/// of D, from then on at the first instant without a call in flight, and a sixth of D later regardless; <c>Immediate</c> at once; <c>Never</c> only where nothing else is left, <c>Manual</c>
/// when its program says so too. What was lost to a change of the client's own network is at home at once.
/// </summary>
internal sealed class Homecoming : Check, IClientCheck
{
    private readonly Spread spread = new();
    private readonly Forgiveness forgiveness = new();

    public override string Rule => "calls come home as the failback says";

    public void Stopped(SimClient client) => forgiveness.Forget(client);

    public void StateChanged(SimClient client, FailoverState before, FailoverState after)
    {
        forgiveness.StateChanged(client, before, after);
        Instant now = client.World.Agenda.Now;
        TimeSpan d = client.World.Options.ReconnectDelay;
        for (int i = 0; i < after.Sites.Length; i++)
        {
            SiteHealth was = before.Sites[i], site = after.Sites[i];
            if (was.IsUp || !site.IsUp || before.IsPanic)
                continue;
            bool isForgiven = was.State == SiteState.Ejected && forgiveness.IsForgiven(client, i);
            SiteState wanted = isForgiven || after.Rules.Failback == Failback.Immediate ? SiteState.Available : SiteState.Returning;
            SimulationViolation.Unless(site.State == wanted, Rule, $"{client} makes site {i} {site.State} with failback {after.Rules.Failback}");
            SimulationViolation.Unless(
                isForgiven || after.Rules.Failback is not (Failback.Never or Failback.Manual) || site.HomeBy == Instant.Never, Rule, $"{client} comes home to site {i} by itself");
            if (isForgiven || after.Rules.Failback != Failback.WhenIdle)
                continue;
            SimulationViolation.Unless(
                site.HomeFrom >= now && site.HomeBy == site.HomeFrom + (d / 6) && site.HomeBy <= now + d, Rule, $"{client} comes home to site {i} from {site.HomeFrom} to {site.HomeBy}");
            if (d > TimeSpan.Zero)
                spread.Add((site.HomeFrom - now) / d);
        }
    }

    public void AttemptStarted(ClientCall call, ClientAttempt attempt, FailoverState state, in PickRequest request)
    {
        SiteHealth site = state.Sites[attempt.Site.Index];
        if (site.State != SiteState.Returning)
            return;
        bool isHome = request.Now >= site.HomeBy || (request.Now >= site.HomeFrom && request.CallsInFlight == 0);
        SimulationViolation.Unless(
            isHome || !OtherIsAvailable(state, request.Tried), Rule, $"call {call.Number:x} of {call.Client} goes home to site {attempt.Site.Index} too early");
    }

    public override void Ended(World world) => spread.Check(Rule, "the moments to come home of all clients");

    private static bool OtherIsAvailable(FailoverState state, ulong tried)
    {
        for (int i = 0; i < state.Sites.Length; i++)
        {
            if ((tried >> i & 1) == 0 && state.Sites[i].State is (SiteState.Available or SiteState.Suspected))
                return true;
        }
        return false;
    }
}
