using System.Collections.Immutable;

namespace ClientHa.Core.Replication;

/// <summary>Who takes part in the cluster, and whose life is over, at one moment.</summary>
/// <param name="Known">All replicas, this one first.</param>
/// <param name="Retired">Those that will never come back.</param>
internal sealed record Roster(ImmutableArray<ReplicaId> Known, ImmutableArray<ReplicaId> Retired)
{
    public bool IsRetired(ReplicaId replica) => Retired.Contains(replica);

    /// <summary>Why this replica, the one whose roster this is, must not serve: nobody takes what it accepts. Null: it may.</summary>
    public string? OwnEnd => IsRetired(Known[0]) ? ReasonOfRefusal(Known[0]) : null;

    public static string ReasonOfRefusal(ReplicaId replica) =>
        $"replica {replica} of site {replica.Site} was retired: another one has taken its place, or an operator has said that it will not come back; start it with an empty directory";
}
