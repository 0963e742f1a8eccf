using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Server.Replication;

namespace ClientHa.Server.Sessions;

/// <summary>Up to where this site's own operations are at a peer too, as its links hear it.</summary>
internal sealed class PeerConfirmations(ReplicaId own)
{
    private readonly Lock gate = new();
    private readonly Confirmations confirmations = new(own);
    private readonly DurabilitySignal moved = new();

    /// <summary>The last sequence that some peer has, durably.</summary>
    public ulong Sequence
    {
        get
        {
            lock (gate)
                return confirmations.Sequence;
        }
    }

    /// <summary>Completes when it moves on.</summary>
    public Task Next => moved.Next;

    /// <summary>A peer has said what it has, durably.</summary>
    public void Heard(VersionVector has)
    {
        lock (gate)
        {
            if (!confirmations.Heard(has))
                return;
        }
        moved.Set();
    }
}
