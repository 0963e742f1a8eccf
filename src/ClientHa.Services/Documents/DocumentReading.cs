namespace ClientHa.Services;

/// <summary>What a read has found.</summary>
/// <param name="Document">The document; none where there is none.</param>
/// <param name="IsStale">The site that answered lacks something that this client has read or written before, so that there may be a
/// newer one, or one at all: see <see cref="SessionBehavior.StaleAtLast"/>.</param>
public readonly record struct DocumentReading(Document? Document, bool IsStale);
