using ClientHa.Core.Replication;

namespace ClientHa.Server.Peers;

/// <summary>How a session ended, and with whom it was, where that is known.</summary>
internal sealed record PeerSessionEnd(SiteIdentity? Peer, PeerFailure Failure);
