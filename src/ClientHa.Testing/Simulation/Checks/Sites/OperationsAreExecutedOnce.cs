using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Exactly once across masters" and "Lifetimes": an operation id that a site knows is answered with its first result and
/// not executed again there, while results are kept: for the operation's lifetime, by the site's clock.
/// </summary>
internal sealed class OperationsAreExecutedOnce : Check, ISiteCheck
{
    public override string Rule => "an operation is executed once";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        if (input is not ReplicaInput.Write { Request: { } request } || site.HasLiedAboutTime)
            return;
        long lifetime = (long)site.World.Options.Rules.OperationLifetime.TotalMilliseconds;
        foreach (ReplicaEffect effect in effects)
        {
            if (effect is not ReplicaEffect.Persist || site.World.Ledger.ShadowOf(site).StampOf(request.Id) is not { } stamp)
                continue;
            SimulationViolation.Unless(
                Stamp.Milliseconds(stamp) < site.Clock.Milliseconds - lifetime && stamp != request.Stamp,
                Rule, $"{site} executes {request.Id} of {request.Key}, tried {request.Attempt} times before and stamped {request.Stamp:x}{(request.Restamped ? " again" : "")}, which it had as {stamp:x}");
        }
    }

    /// <summary>Answers that nobody could ask for any more are all that is forgotten, where there is room for the others.</summary>
    public void Replied(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
        ReplicaRules rules = site.World.Options.Rules;
        if (reply is not ReplicaReply.Written { Outcome: WriteOutcome.Expired } || rules.MaxResults < ReplicaRules.Default.MaxResults || site.World.Sites.Any(each => each.HasLiedAboutTime))
            return;
        long begun = request!.Stamp != 0 ? Stamp.Milliseconds(request.Stamp) : request.Id.Milliseconds!.Value;
        SimulationViolation.Unless(
            begun < site.Clock.Milliseconds - (long)rules.OperationLifetime.TotalMilliseconds, Rule, $"{site} calls {request.Id} expired, and it is not");
    }
}
