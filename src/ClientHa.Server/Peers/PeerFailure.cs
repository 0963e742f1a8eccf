namespace ClientHa.Server.Peers;

/// <summary>A link ended, for a reason that an operator can read.</summary>
internal sealed class PeerFailure(PeerFailureKind kind, string message) : Exception(message)
{
    public PeerFailureKind Kind { get; } = kind;
}
