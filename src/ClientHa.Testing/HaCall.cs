namespace ClientHa.Testing;

/// <summary>A call of a client, as its caller saw it, with its attempts.</summary>
public sealed record HaCall
{
    /// <summary>1 for the first call of the cluster.</summary>
    public required int Number { get; init; }

    /// <summary>Which client made it: 1 for the cluster's first handler.</summary>
    public required int Client { get; init; }

    /// <summary>The path: <c>/package.Service/Method</c>.</summary>
    public required string Method { get; init; }

    /// <summary>When it was made.</summary>
    public required HaMoment Began { get; init; }

    /// <summary>When its caller had read all of the answer, or had its exception, or gave it up; null while it runs.</summary>
    public HaMoment? Ended { get; init; }

    /// <summary>
    /// gRPC's status by name, as <c>OK</c> or <c>NOT_FOUND</c>; by HTTP its number; <c>cancelled</c>; or the exception's message.
    /// Null while the call runs.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>
    /// Whether its caller got something other than success: another status than OK or, by HTTP, one from 400 on, an exception, or
    /// nothing until its gRPC deadline. A call that its caller has cancelled before has not failed.
    /// </summary>
    public bool IsFailed { get; init; }

    /// <summary>Where it was sent, in order.</summary>
    public IReadOnlyList<HaAttempt> Attempts { get; init; } = [];

    /// <summary>How often it went on at another site.</summary>
    public int Failovers => Attempts.Zip(Attempts.Skip(1)).Count(pair => pair.First.SiteName != pair.Second.SiteName);

    /// <summary>"call 1 of client 1, /echo: OK".</summary>
    public override string ToString() => $"call {Number} of client {Client}, {Method}: {Outcome ?? "runs"}";
}
