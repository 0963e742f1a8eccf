namespace ClientHa.Server;

/// <summary>What a watch tells: a document that was written or deleted, at whichever site.</summary>
public sealed class HaDocumentChange
{
    /// <summary>A change; a program needs this for its tests only.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="document">The document; null in a reset's first and last change.</param>
    /// <param name="cursor">Where to go on behind it.</param>
    public HaDocumentChange(HaDocumentChangeKind kind, HaDocument? document, string? cursor) => (Kind, Document, Cursor) = (kind, document, cursor);

    /// <summary>What happened.</summary>
    public HaDocumentChangeKind Kind { get; }

    /// <summary>
    /// The document as it was written. Of a deleted one: its key, no content, and the deletion's version. Null for
    /// <see cref="HaDocumentChangeKind.Reset"/> and <see cref="HaDocumentChangeKind.ResetComplete"/>.
    /// </summary>
    public HaDocument? Document { get; }

    /// <summary>
    /// A watch from here misses nothing that comes after this change, at this site, after a restart, and at any other one. It may
    /// begin with changes that came shortly before: several can share a cursor, and it moves with the last of them. Null: from the
    /// beginning.
    /// </summary>
    public string? Cursor { get; }

    /// <summary>What happened, in one line.</summary>
    public override string ToString() => Document is null ? $"{Kind}" : $"{Kind} {Document}";
}
