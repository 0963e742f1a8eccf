namespace ClientHa.Server.Log;

/// <summary>A snapshot is not what was written. An older one will do, where the log still has what came after it.</summary>
internal sealed class SnapshotCorruptException(string file, long offset, string expected) : IOException(
    $"The snapshot is damaged: '{file}' at byte {offset}: expected {expected}. Restore this file, or empty the data directory "
    + "and let the site join again, which brings everything back from its peers.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;

    /// <summary>What should be there.</summary>
    public string Expected { get; } = expected;
}
