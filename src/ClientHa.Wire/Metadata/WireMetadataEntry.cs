namespace ClientHa.Wire;

/// <summary>One header of a call: text, or bytes when the name ends in <c>-bin</c>.</summary>
internal readonly struct WireMetadataEntry
{
    private readonly object _value;

    internal WireMetadataEntry(string name, string text) => (Name, _value) = (name, text);

    internal WireMetadataEntry(string name, byte[] bytes) => (Name, _value) = (name, bytes);

    public string Name { get; }

    public bool IsBinary => _value is byte[];

    /// <exception cref="InvalidOperationException">The header is binary.</exception>
    public string Text => _value as string ?? throw new InvalidOperationException($"{Name} is binary: read {nameof(Bytes)}.");

    /// <exception cref="InvalidOperationException">The header is text.</exception>
    public ReadOnlyMemory<byte> Bytes =>
        _value as byte[] ?? throw new InvalidOperationException($"{Name} is text: read {nameof(Text)}.");

    /// <summary>The value as it stands on the wire.</summary>
    internal string Encoded => _value is byte[] bytes ? BinaryHeader.Encode(bytes) : (string)_value;
}
