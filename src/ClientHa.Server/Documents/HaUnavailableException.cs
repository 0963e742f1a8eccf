namespace ClientHa.Server;

/// <summary>
/// The site could not be asked: it doesn't serve yet, it stops, or its disk is full or read-only, which leaves reading. The message says which.
/// Nothing was written, unless the site stopped in the middle of a write.
/// </summary>
/// <remarks>
/// A service that is called by clients which can go to another site answers with gRPC's UNAVAILABLE, or HTTP's 503.
/// </remarks>
public sealed class HaUnavailableException : Exception
{
    /// <summary>Creates an exception with what is the matter.</summary>
    public HaUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with what is the matter, and its cause.</summary>
    public HaUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception that says nothing.</summary>
    public HaUnavailableException()
    {
    }
}
