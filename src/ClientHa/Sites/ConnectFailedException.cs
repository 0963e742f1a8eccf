namespace ClientHa.Sites;

/// <summary>No endpoint of a site could be connected to. The call was certainly not sent.</summary>
internal sealed class ConnectFailedException(string message, Exception? inner, bool isLocal = false) : IOException(message, inner)
{
    /// <summary>This machine has no network: the site is not to blame.</summary>
    public bool IsLocal { get; } = isLocal;
}
