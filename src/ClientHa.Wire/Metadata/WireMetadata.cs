using System.Collections;
using System.Runtime.InteropServices;

namespace ClientHa.Wire;

/// <summary>
/// The custom headers or trailers of a call, in order. A name may stand more than once. Names are lower case; those that end in
/// <c>-bin</c> carry bytes, all others printable ASCII.
/// </summary>
internal sealed class WireMetadata : IReadOnlyList<WireMetadataEntry>
{
    /// <summary>Never added to.</summary>
    internal static readonly WireMetadata Empty = [];

    private List<WireMetadataEntry>? _entries;

    public int Count => _entries?.Count ?? 0;

    public WireMetadataEntry this[int index] =>
        _entries is null ? throw new ArgumentOutOfRangeException(nameof(index)) : _entries[index];

    /// <exception cref="ArgumentException">The name or the value cannot be sent; the message says what can.</exception>
    public void Add(string name, string value)
    {
        name = MetadataName.Check(name);
        if (BinaryHeader.IsBinary(name))
            throw new ArgumentException($"{name} ends in {BinaryHeader.Suffix}: add bytes.", nameof(value));
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"The value of {name} is not printable ASCII: use a name that ends in -bin.", nameof(value));

        Append(new WireMetadataEntry(name, value));
    }

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        name = MetadataName.Check(name);
        if (!BinaryHeader.IsBinary(name))
            throw new ArgumentException($"{name} carries bytes only if it ends in {BinaryHeader.Suffix}.", nameof(name));

        Append(new WireMetadataEntry(name, value.ToArray()));
    }

    /// <summary>The last text of this name, or null.</summary>
    public string? GetText(string name) => Find(name) is { IsBinary: false } entry ? entry.Text : null;

    /// <summary>The last bytes of this name, or null.</summary>
    public ReadOnlyMemory<byte>? GetBytes(string name) =>
        Find(name) is { IsBinary: true } entry ? entry.Bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>Takes over an entry of other metadata.</summary>
    internal void AddEntry(WireMetadataEntry entry) => Append(entry);

    /// <summary>Takes a header as received; what the protocol owns is left out.</summary>
    /// <exception cref="WireException">INTERNAL: a binary value is no base64.</exception>
    internal void AddReceived(string name, string value)
    {
        name = name.ToLowerInvariant();
        if (WireHeaderNames.IsReserved(name))
            return;

        if (!BinaryHeader.IsBinary(name))
        {
            Append(new WireMetadataEntry(name, value));
            return;
        }

        // Equal binary headers may have been joined by a comma on their way, which base64 does not contain.
        foreach (var part in value.Split(','))
            Append(new WireMetadataEntry(name, BinaryHeader.Decode(name, part)));
    }

    public Span<WireMetadataEntry>.Enumerator GetEnumerator() => CollectionsMarshal.AsSpan(_entries).GetEnumerator();

    IEnumerator<WireMetadataEntry> IEnumerable<WireMetadataEntry>.GetEnumerator() =>
        (_entries ?? Enumerable.Empty<WireMetadataEntry>()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<WireMetadataEntry>)this).GetEnumerator();

    private void Append(WireMetadataEntry entry) => (_entries ??= []).Add(entry);

    private WireMetadataEntry? Find(string name)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (string.Equals(_entries![i].Name, name, StringComparison.OrdinalIgnoreCase))
                return _entries[i];
        }

        return null;
    }
}
