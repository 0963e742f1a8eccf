namespace ClientHa.Services;

/// <summary>
/// A write with a condition met a condition that does not hold, and not at its first try: an earlier try may have been accepted by
/// a site that could not answer any more. Read the document and decide.
/// </summary>
public sealed class OutcomeUnknownException : Exception
{
    /// <summary>A write that may have been accepted.</summary>
    /// <param name="key">The document's key.</param>
    /// <param name="current">What is there now; null: nothing.</param>
    public OutcomeUnknownException(string key, Document? current)
        : base($"\"{key}\" may have been written: an earlier try got no answer, and now {DocumentConflictException.Fault(current)}.")
    {
        Key = key;
        Current = current;
    }

    /// <summary>The document's key.</summary>
    public string Key { get; }

    /// <summary>What is there now; none where there is no such document.</summary>
    public Document? Current { get; }
}
