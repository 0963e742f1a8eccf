using ClientHa.Core.Replication;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>What an answer shows.</summary>
internal static class Shown
{
    public static WriteVersion? By(ReplicaReply reply) => reply switch
    {
        ReplicaReply.Found found => found.Document?.Version,
        ReplicaReply.Written written => written.Result?.Version ?? written.Current?.Version,
        _ => null,
    };
}
