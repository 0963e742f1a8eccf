namespace ClientHa.Core.Replication;

/// <summary>What an empty site knows of one of the peers that it was told of.</summary>
internal abstract record PeerSighting(string Name)
{
    /// <summary>Not reached so far, or what answered cannot be a peer.</summary>
    public sealed record Unreached(string Name, string Reason) : PeerSighting(Name);

    /// <summary>Reached, and as empty as this site.</summary>
    public sealed record Empty(string Name, int Site) : PeerSighting(Name);
}
