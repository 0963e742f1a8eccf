using ClientHa.Server.Log;

namespace ClientHa.Server.Keeping;

/// <summary>What a data directory was found to hold.</summary>
internal sealed record DirectoryReport
{
    public required string Directory { get; init; }

    public required SiteMeta Meta { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<CheckedFile> Snapshots { get; init; }

    /// <summary>The files of the log, oldest first.</summary>
    public required IReadOnlyList<CheckedFile> Segments { get; init; }

    public required IReadOnlyList<Damage> Damages { get; init; }
}
