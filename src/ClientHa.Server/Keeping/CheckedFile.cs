namespace ClientHa.Server.Keeping;

/// <summary>A file of a data directory that was read to its end.</summary>
/// <param name="File">Its path.</param>
/// <param name="Bytes">What it takes of the disk.</param>
/// <param name="First">The number of its first record; of a snapshot, 1.</param>
/// <param name="Last">That of its last one; less than the first where it has none.</param>
internal sealed record CheckedFile(string File, long Bytes, long First, long Last)
{
    /// <summary>At its end, what is of a write that is under way or was never acknowledged: the next start cuts it off.</summary>
    public long UnfinishedBytes { get; init; }

    /// <summary>Of a snapshot.</summary>
    public int Documents { get; init; }
}
