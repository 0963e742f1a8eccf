using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Conflicts": the client's clock is merged with all that it has read, so that what it writes next wins over it. Each
/// answer's clock is ahead of what the answer shows.
/// </summary>
internal sealed class ClocksAreAhead : Check, ISiteCheck
{
    public override string Rule => "an answer's clock is ahead of what it shows";

    public void Replied(SimSite site, WriteRequest? request, ReplicaReply reply)
    {
        if (Shown.By(reply) is { } version)
            SimulationViolation.Unless(reply.Clock > version.Stamp, Rule, $"{site} shows {version} with the clock {reply.Clock}");
    }
}
