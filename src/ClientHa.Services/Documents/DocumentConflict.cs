namespace ClientHa.Services;

/// <summary>Two writes of one document, by programs of which neither had seen what the other wrote.</summary>
/// <param name="Lost">The one with the lower version, which no reader finds.</param>
/// <param name="Won">The one that was in its place then.</param>
public sealed record DocumentConflict(ConcurrentWrite Lost, ConcurrentWrite Won)
{
    /// <summary>The document's key.</summary>
    public string Key => Won.Document.Key;
}
