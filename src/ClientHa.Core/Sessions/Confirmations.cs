using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>Up to where this replica's own operations are at another site too, durably. It never goes back.</summary>
internal sealed class Confirmations(ReplicaId own)
{
    /// <summary>The last sequence that some other site has.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Takes note of what a peer has, durably.</summary>
    /// <returns>Whether that moves it.</returns>
    public bool Heard(VersionVector has)
    {
        if (has[own] <= Sequence)
            return false;
        Sequence = has[own];
        return true;
    }
}
