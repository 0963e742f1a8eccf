namespace ClientHa.Resolving;

/// <summary>A name was not resolved. The message says who was asked and what each said.</summary>
internal sealed class NameResolutionException(
    string name, NameResolutionFailure kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Name { get; } = name;

    public NameResolutionFailure Kind { get; } = kind;
}
