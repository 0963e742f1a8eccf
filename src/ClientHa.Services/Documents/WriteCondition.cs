namespace ClientHa.Services;

/// <summary>
/// What must hold for a write. It is checked at the site that accepts the write: while sites are cut off from one another, two of
/// them can both accept, and the greater version wins.
/// </summary>
public sealed class WriteCondition
{
    private WriteCondition(DocumentVersion? version) => Version = version;

    /// <summary>The document does not exist.</summary>
    public static WriteCondition IfAbsent { get; } = new(null);

    /// <summary>The version that the document must have; none where it must not exist.</summary>
    public DocumentVersion? Version { get; }

    /// <summary>The document has this version, as it was read.</summary>
    public static WriteCondition IfVersion(DocumentVersion version) => new(version);
}
