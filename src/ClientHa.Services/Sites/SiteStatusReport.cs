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

    /// <summary>Why it takes no writes, while it reads: what its disk says. Empty where it takes them.</summary>
    public string ReadOnlyReason { get; init; } = "";

    /// <summary>What an operator ought to see to, although the site works, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How many deletions are still remembered.</summary>
    public long Tombstones { get; init; }

    /// <summary>How many writes that lost to a concurrent one are kept to be looked at.</summary>
    public long Conflicts { get; init; }

    /// <summary>How many counters there are.</summary>
    public long Counters { get; init; }

    /// <summary>How many clients follow the documents.</summary>
    public long Watches { get; init; }

    /// <summary>How many connections clients have to it.</summary>
    public long Connections { get; init; }

    /// <summary>When its process was started, by its own clock; none: it doesn't say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it said this, by its own clock, as all its times are; none: it doesn't say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What its log takes of the disk, in bytes.</summary>
    public long LogBytes { get; init; }

    /// <summary>The port of its pages for operators; 0: it has none.</summary>
    public int HttpPort { get; init; }

    /// <summary>Whether it serves, takes writes, and all its links are good.</summary>
    public bool IsGood => State == ServingState.Serving && ReadOnlyReason.Length == 0 && Links.All(link => link.State == ReplicationState.Good);
}
