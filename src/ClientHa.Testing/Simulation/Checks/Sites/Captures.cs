using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>Looks into a replica at the end of a run.</summary>
internal static class Captures
{
    public static ReplicaState Of(Replica replica, SimSite site)
    {
        List<ReplicaEffect> effects = [];
        replica.Handle(new ReplicaInput.Capture(site), site.Clock.Milliseconds, effects);
        return ((ReplicaReply.State)((ReplicaEffect.Reply)effects[0]).Value).Value;
    }
}
