namespace ClientHa.Services;

/// <summary>A write was refused, because its condition did not hold.</summary>
public sealed class DocumentConflictException : Exception
{
    /// <summary>A write whose condition did not hold.</summary>
    /// <param name="key">The document's key.</param>
    /// <param name="current">What is there instead; null: nothing.</param>
    public DocumentConflictException(string key, Document? current)
        : base($"\"{key}\" was not written: {Fault(current)}.")
    {
        Key = key;
        Current = current;
    }

    /// <summary>The document's key.</summary>
    public string Key { get; }

    /// <summary>What is there instead; none where there is no such document.</summary>
    public Document? Current { get; }

    internal static string Fault(Document? current) => current is null ? "there is no such document" : $"it has the version {current.Version}";
}
