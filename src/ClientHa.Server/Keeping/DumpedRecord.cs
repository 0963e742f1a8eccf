namespace ClientHa.Server.Keeping;

/// <summary>A record of the log as a line of JSON. What a kind of record doesn't have is left out.</summary>
internal sealed record DumpedRecord
{
    public required long Index { get; init; }

    public required string File { get; init; }

    /// <summary>Where the batch begins that the record was made durable with.</summary>
    public required long Offset { get; init; }

    /// <summary><c>put</c>, <c>delete</c> …; <c>statePart</c> and <c>stateEnd</c> for what was taken over from another site.</summary>
    public required string Record { get; init; }

    /// <summary>Who accepted it, and its number there.</summary>
    public string? Replica { get; init; }

    public ulong? Sequence { get; init; }

    public string? OperationId { get; init; }

    /// <summary>As the commands print versions.</summary>
    public string? Version { get; init; }

    /// <summary>The version's stamp as a time.</summary>
    public DateTimeOffset? Stamped { get; init; }

    public int? Attempt { get; init; }

    public string? Key { get; init; }

    public string? Value { get; init; }

    /// <summary>In place of <see cref="Value"/>, where that is no text.</summary>
    public string? ValueBase64 { get; init; }

    public int? ValueBytes { get; init; }

    public bool? Superseded { get; init; }

    /// <summary>Of a part of a state.</summary>
    public int? Documents { get; init; }

    /// <summary>Of a state's end: what it covers, by replica.</summary>
    public SortedDictionary<string, ulong>? Vector { get; init; }
}
