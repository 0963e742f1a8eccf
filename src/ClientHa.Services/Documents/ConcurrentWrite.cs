namespace ClientHa.Services;

/// <summary>One of two writes of a document.</summary>
/// <param name="Document">What was written; without a value where it was deleted.</param>
/// <param name="IsDeleted">It deleted the document.</param>
/// <param name="Site">The site that accepted it; none where the one that tells no longer knows.</param>
public sealed record ConcurrentWrite(Document Document, bool IsDeleted, int? Site);
