namespace ClientHa.Wire;

/// <summary>
/// A call that ended with another status than OK. A client gets it thrown; a server's handler throws it to answer with that
/// status, detail and those trailers.
/// </summary>
internal sealed class WireException : Exception
{
    public WireException(WireStatusCode statusCode, string detail, Exception? innerException = null)
        : this(new WireStatus(statusCode, detail), new WireMetadata(), innerException)
    {
    }

    public WireException(WireStatus status, WireMetadata trailers, Exception? innerException = null)
        : base($"{WireStatusName.Of(status.Code)}: {status.Detail}", innerException)
    {
        Status = status;
        Trailers = trailers;
    }

    public WireStatus Status { get; }

    public WireStatusCode StatusCode => Status.Code;

    public string Detail => Status.Detail;

    /// <summary>The server's trailing metadata; empty when the status was made here.</summary>
    public WireMetadata Trailers { get; }
}
