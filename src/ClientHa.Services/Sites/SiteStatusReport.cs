namespace ClientHa.Services;

/// <summary>What a site says of itself, at one moment.</summary>
public sealed class SiteStatusReport
{
    /// <summary>The site's number.</summary>
    public required int Site { get; init; }

    /// <summary>This life of its data directory, hexadecimal.</summary>
    public required string Replica { get; init; }

    /// <summary>The cluster that its data belongs to; empty before there is one.</summary>
    public required string Cluster { get; init; }

    /// <summary>What it is doing.</summary>
    public required ServingState State { get; init; }

    /// <summary>Why it doesn't serve; empty where it does.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How many documents there are.</summary>
    public long Documents { get; init; }

    /// <summary>Of all documents and deletions: sites with equal <see cref="Vector"/>s have equal ones.</summary>
    public ulong Digest { get; init; }

    /// <summary>For each replica, up to which operation everything is here and durable.</summary>
    public IReadOnlyList<ReplicaPosition> Vector { get; init; } = [];

    /// <summary>The links to its peers.</summary>
    public IReadOnlyList<LinkReport> Links { get; init; } = [];

    /// <summary>The program's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether it serves and all its links are good.</summary>
    public bool IsGood => State == ServingState.Serving && Links.All(link => link.State == ReplicationState.Good);
}
