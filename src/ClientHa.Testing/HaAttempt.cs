namespace ClientHa.Testing;

/// <summary>A call that was sent to a site.</summary>
public sealed record HaAttempt
{
    /// <summary>The number of the call.</summary>
    public required int Call { get; init; }

    /// <summary>Which client's it is.</summary>
    public required int Client { get; init; }

    /// <summary>The call's path.</summary>
    public required string Method { get; init; }

    /// <summary>The number of the site; null where the client knows a server that is not of the cluster.</summary>
    public int? Site { get; init; }

    /// <summary>The site as the client knows it: <c>0.ha.test:8001</c>.</summary>
    public required string SiteName { get; init; }

    /// <summary>When the site was chosen.</summary>
    public required HaMoment Began { get; init; }

    /// <summary>When its response headers had come, or it had failed; null if neither came to pass.</summary>
    public HaMoment? Ended { get; init; }

    /// <summary><c>answered</c>, or what the site did: <c>refused the connection</c>. Null if neither came to pass.</summary>
    public string? Outcome { get; init; }

    /// <summary>"call 1 to 0.ha.test:8001: answered".</summary>
    public override string ToString() => $"call {Call} to {SiteName}: {Outcome ?? "no answer"}";
}
