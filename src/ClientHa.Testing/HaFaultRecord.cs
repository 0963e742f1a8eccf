namespace ClientHa.Testing;

/// <summary>A fault that was ordered.</summary>
public sealed record HaFaultRecord
{
    /// <summary>The verb.</summary>
    public required HaFaultKind Kind { get; init; }

    /// <summary>The number of the site that it was done to; null where it is a matter of several, or of the name server.</summary>
    public int? Site { get; init; }

    /// <summary>For people: "site 0: killed".</summary>
    public required string Description { get; init; }

    /// <summary>When it was ordered: from here on it may have an effect.</summary>
    public required HaMoment Ordered { get; init; }

    /// <summary>When it was in force; null if it never was.</summary>
    public HaMoment? Began { get; init; }

    /// <summary>When it had no effect any more; null if it was not healed.</summary>
    public HaMoment? Healed { get; init; }

    /// <summary><see cref="Description"/>.</summary>
    public override string ToString() => Description;
}
