namespace ClientHa.Server.Log;

/// <summary>A data directory cannot be used. The message is one line for the operator: which, why, and what to do.</summary>
internal sealed class DataDirectoryException : IOException
{
    public DataDirectoryException(string path, string cause, string remedy, Exception? inner = null)
        : base($"The data directory '{path}' {cause}; {remedy}.", inner) => Path = path;

    public string Path { get; }
}
