namespace ClientHa.Core.Failover;

/// <summary>Something that happened to a site, seen by an attempt or a probe of that generation.</summary>
internal readonly record struct SiteEvent(SiteEventKind Kind, int Site, int Generation)
{
    /// <summary>What is said to people about it.</summary>
    public string? Reason { get; init; }

    /// <summary>For <see cref="SiteEventKind.Down"/>: the name is at fault, not the endpoint (a wrong certificate).</summary>
    public bool NameAlone { get; init; }

    /// <summary>For <see cref="SiteEventKind.ProbeFailed"/>: the probe did not leave this machine, so it says nothing of the site.</summary>
    public bool IsLocal { get; init; }

    /// <summary>For <see cref="SiteEventKind.Silent"/>: it is a committed stream that is silent, and no call that waits.</summary>
    public bool IsStream { get; init; }

    /// <summary>For <see cref="SiteEventKind.Broken"/>: which method, as a hash.</summary>
    public ulong Method { get; init; }

    /// <summary>For <see cref="SiteEventKind.Connected"/>: how long it took.</summary>
    public TimeSpan ConnectTime { get; init; }

    /// <summary>For <see cref="SiteEventKind.Resolved"/>: see <see cref="SiteHealth.EndpointKey"/>.</summary>
    public string? EndpointKey { get; init; }
}
