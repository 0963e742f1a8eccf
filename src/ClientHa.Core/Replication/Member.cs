namespace ClientHa.Core.Replication;

/// <summary>One replica of the cluster, as another one knows it.</summary>
internal sealed class Member(ReplicaId replica)
{
    private (VersionVector Vector, long AsOf)? candidate;

    public ReplicaId Replica { get; } = replica;

    /// <summary>What it was last heard to have.</summary>
    public VersionVector Has { get; private set; } = VersionVector.Empty;

    /// <summary>What it had, and its clock when it had no more: all of that is here.</summary>
    public Stability? Confirmed { get; private set; }

    /// <summary>What covers the word that it will never come back; null: it takes part.</summary>
    public VersionVector? RetiredAt { get; private set; }

    /// <summary>Everybody knows that it was retired, and all that they had of it by then is here: nothing more of it can come.</summary>
    public bool IsClosed { get; set; }

    public bool IsRetired => RetiredAt is not null;

    /// <param name="asOf">Its clock when it wrote the vector down; 0: it doesn't say.</param>
    /// <param name="here">What is here.</param>
    public void Hear(VersionVector has, long asOf, VersionVector here)
    {
        // Its disk was rolled back, in operations of others: what it had counts for nothing.
        if (!has.Covers(Has))
            (Confirmed, candidate) = (null, null);
        Has = has;
        Advance(here);
        // One word at a time, until all of it is here: the newest would never be, while writing goes on.
        if (asOf > 0 && candidate is null)
            candidate = (has, asOf);
        Advance(here);
    }

    public void Advance(VersionVector here)
    {
        if (candidate is not { } waiting || !here.Covers(waiting.Vector))
            return;
        Confirmed = new(waiting.Vector, waiting.AsOf);
        candidate = null;
    }

    public void Retire(VersionVector at) => RetiredAt ??= at;

    /// <summary>What was known of it before a restart, or where a state was taken over.</summary>
    public void Remember(VersionVector has) => Has = Has.Merge(has);
}
