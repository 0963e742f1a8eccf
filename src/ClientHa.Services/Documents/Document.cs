using System.Text;

namespace ClientHa.Services;

/// <summary>A document as it was at one moment. It does not change.</summary>
public sealed class Document
{
    /// <summary>A document; a program needs this for its tests only.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its content.</param>
    /// <param name="version">Its version.</param>
    public Document(string key, ReadOnlyMemory<byte> value, DocumentVersion version)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        Value = value;
        Version = version;
    }

    /// <summary>The document's name: 1 to 512 bytes of UTF-8.</summary>
    public string Key { get; }

    /// <summary>Its content: up to 1 MiB.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>Which write it comes from.</summary>
    public DocumentVersion Version { get; }

    /// <summary>
    /// Whether the site that gave it lacks something that this client has read or written before, so that there may be a newer one: see
    /// <see cref="SessionBehavior.StaleAtLast"/>.
    /// </summary>
    public bool IsStale { get; init; }

    /// <summary>The content as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    /// <summary>The key and the version.</summary>
    public override string ToString() => $"{Key} ({Version})";
}
