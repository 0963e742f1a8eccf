namespace ClientHa.Resolving;

/// <summary>A name was not resolved. The message says who was asked and what each said.</summary>
internal sealed class NameResolutionException(
    string name, NameResolutionFailure kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Name { get; } = name;

    /// <summary>The message without the name and without its full stop, to stand behind the name of the site.</summary>
    public string Reason => (Message.StartsWith($"{Name} ", StringComparison.Ordinal) ? Message[(Name.Length + 1)..] : Message).TrimEnd('.');

    public NameResolutionFailure Kind { get; } = kind;
}
