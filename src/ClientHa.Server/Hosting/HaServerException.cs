namespace ClientHa.Server;

/// <summary>
/// Why a site cannot run, in one line that an operator can act on: a taken port, a data directory that cannot be used. Ends the
/// host's start.
/// </summary>
public class HaServerException : Exception
{
    /// <summary>Creates an exception with what happened and the remedy.</summary>
    public HaServerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with what happened and the remedy, and its cause.</summary>
    public HaServerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception that says nothing.</summary>
    public HaServerException()
    {
    }
}
