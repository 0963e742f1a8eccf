namespace ClientHa.Services;

/// <summary>What a watch has seen: a document that was written or deleted.</summary>
public sealed class DocumentChange
{
    /// <summary>A change; a program needs this for its tests only.</summary>
    /// <param name="document">The document after the change.</param>
    /// <param name="isDeleted">Whether it was deleted.</param>
    /// <param name="isReset">Whether it comes out of a reset.</param>
    /// <param name="cursor">Where to go on behind it.</param>
    public DocumentChange(Document document, bool isDeleted, bool isReset, WatchCursor cursor)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(cursor);
        Document = document;
        IsDeleted = isDeleted;
        IsReset = isReset;
        Cursor = cursor;
    }

    /// <summary>The document's key.</summary>
    public string Key => Document.Key;

    /// <summary>
    /// The document as it was written. Of a deleted one: its key, no content, and the deletion's version, or the last one that was
    /// seen where only a reset told of the deletion.
    /// </summary>
    public Document Document { get; }

    /// <summary>Whether the document was deleted.</summary>
    public bool IsDeleted { get; }

    /// <summary>
    /// Whether this is the outcome of changes that the sites no longer hold one by one: see <see cref="WatchOptions.ResetCompleted"/>.
    /// </summary>
    public bool IsReset { get; }

    /// <summary>
    /// A watch from here misses nothing that comes after this change. It may begin with changes that came shortly before: several
    /// can share a cursor, and it moves with the last of them.
    /// </summary>
    public WatchCursor Cursor { get; }

    /// <summary>What happened, in one line.</summary>
    public override string ToString() => $"{(IsDeleted ? "deleted" : "written")} {Document}";
}
