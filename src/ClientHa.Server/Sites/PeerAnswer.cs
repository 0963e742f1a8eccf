using ClientHa.V1;

namespace ClientHa.Server.Sites;

/// <summary>What a peer says of itself, or why it says nothing.</summary>
internal sealed record PeerAnswer(string Address, GetStatusResponse? Status, string? Fault);
