namespace ClientHa.Server.Log;

/// <summary>Whose data directory this is.</summary>
internal sealed record SiteMeta
{
    /// <summary>The version of the directory's format that this program writes.</summary>
    public const int CurrentFormatVersion = 1;

    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The site's number.</summary>
    public required int Site { get; init; }

    /// <summary>This life of the site's data.</summary>
    public required ulong Replica { get; init; }

    /// <summary>The cluster; null while the site has neither founded nor joined one.</summary>
    public Guid? Cluster { get; init; }

    /// <summary>
    /// The life that ended when the disk was rolled back, and the number of operations that others have of it: until all of them are here
    /// again, the site serves nobody. Null: there is none.
    /// </summary>
    public (ulong Replica, ulong Sequence)? Returning { get; init; }

    /// <summary>Whether a join was begun and not completed, so that what is here is of no use.</summary>
    public bool Joining { get; init; }
}
