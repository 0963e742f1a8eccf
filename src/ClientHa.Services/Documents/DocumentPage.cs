namespace ClientHa.Services;

/// <summary>Some of the documents, in the order of their keys.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="NextPageToken">What to ask the next page with; none on the last one.</param>
/// <param name="Cursor">Watch from the first page's on, to miss nothing that happens while further pages are read.</param>
public sealed record DocumentPage(IReadOnlyList<Document> Documents, string? NextPageToken, WatchCursor Cursor)
{
    /// <summary>
    /// Whether the site that gave it lacks something that this client has read or written before, so that documents may be missing, old
    /// or deleted: see <see cref="SessionBehavior.StaleAtLast"/>.
    /// </summary>
    public bool IsStale { get; init; }
}
