namespace ClientHa.Server.Log;

/// <summary>The log has something in its middle that it did not write, or lacks something that it did.</summary>
internal sealed class LogCorruptException(string file, long offset, string expected) : IOException(
    $"The log is damaged: '{file}' at byte {offset}: expected {expected}. Restore this file, or empty the data directory and "
    + "let the site join again, which brings everything back from its peers.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;

    /// <summary>What should be there.</summary>
    public string Expected { get; } = expected;
}
