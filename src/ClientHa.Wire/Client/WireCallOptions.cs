namespace ClientHa.Wire;

/// <summary>What one call is given besides its request.</summary>
internal sealed record WireCallOptions
{
    internal static readonly WireCallOptions None = new();

    /// <summary>How long the call may take, from now. Sent to the server; at its end the client itself reports DEADLINE_EXCEEDED.</summary>
    public TimeSpan? Timeout { get; init; }

    public WireMetadata? Metadata { get; init; }

    /// <summary>A key by which the server knows a repeated call; a call that carries one may be sent to a second site.</summary>
    public string? IdempotencyKey { get; init; }
}
