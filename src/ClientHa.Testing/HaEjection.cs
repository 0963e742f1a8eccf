namespace ClientHa.Testing;

/// <summary>A client has found that a site failed, and leaves it alone for the reconnect delay.</summary>
public sealed record HaEjection
{
    /// <summary>Which client: 1 for the cluster's first handler.</summary>
    public required int Client { get; init; }

    /// <summary>The number of the site; null where it is not of the cluster.</summary>
    public int? Site { get; init; }

    /// <summary>The site as the client knows it: <c>0.ha.test:8001</c>.</summary>
    public required string SiteName { get; init; }

    /// <summary>What the site did: <c>refused the connection</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>When the site was ejected.</summary>
    public required HaMoment Began { get; init; }

    /// <summary>When the client let the site back in: the reconnect delay was over and probes were good. Null until then.</summary>
    public HaMoment? Ended { get; init; }

    /// <summary>"client 1 left 0.ha.test:8001 alone: refused the connection".</summary>
    public override string ToString() => $"client {Client} left {SiteName} alone: {Reason}";
}
