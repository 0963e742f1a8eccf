namespace ClientHa.Core.Replication;

/// <summary>What two sites are to each other.</summary>
internal abstract record HandshakeVerdict
{
    private HandshakeVerdict()
    {
    }

    /// <summary>Members of one cluster: each sends what the other lacks.</summary>
    public sealed record Exchange : HandshakeVerdict;

    /// <summary>This site is empty and the peer isn't: it takes the peer's cluster and state.</summary>
    public sealed record Join(Guid Cluster) : HandshakeVerdict;

    /// <summary>The peer is empty and this site isn't: it joins here.</summary>
    public sealed record Welcome : HandshakeVerdict;

    /// <summary>Both are empty: one of them founds, or neither yet.</summary>
    public sealed record BothEmpty : HandshakeVerdict;

    /// <summary>Nothing is exchanged. The reason names what differs and the remedy.</summary>
    /// <param name="IsRolledBack">The peer has more of this site's own operations than this site, whose disk was therefore rolled back. It
    /// must not serve: what it accepts would get numbers that it has given before.</param>
    public sealed record Refuse(string Reason, bool IsRolledBack = false) : HandshakeVerdict
    {
        /// <summary>The cluster has given this life of the site up. It must not serve: what it accepts nobody takes from it.</summary>
        public bool IsRetired { get; init; }
    }
}
