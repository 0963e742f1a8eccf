namespace ClientHa.Testing.Dns;

/// <summary>How a <see cref="DnsResponder"/> treats its queries.</summary>
public enum DnsResponderMode
{
    /// <summary>Answers as it should.</summary>
    Answer,

    /// <summary>Takes queries and never answers, as a name server behind a black hole.</summary>
    Silent,

    /// <summary>Says by UDP that the answer does not fit, so that clients have to come by TCP.</summary>
    Truncate,

    /// <summary>Answers SERVFAIL, as a name server that cannot reach the zone.</summary>
    Fail,

    /// <summary>Answers REFUSED, as a name server that does not serve this client.</summary>
    Refuse,
}
