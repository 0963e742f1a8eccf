namespace ClientHa.Services;

/// <summary>Some of the documents, in the order of their keys.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="NextPageToken">What to ask the next page with; none on the last one.</param>
/// <param name="Cursor">Watch from the first page's on, to miss nothing that happens while further pages are read.</param>
public sealed record DocumentPage(IReadOnlyList<Document> Documents, string? NextPageToken, WatchCursor Cursor);
