namespace ClientHa.Services;

/// <summary>An addition to a counter that a site has accepted and made durable.</summary>
/// <param name="Total">What the counter stood at after it, at the site that accepted it: what other sites have added meanwhile may come
/// later.</param>
/// <param name="Version">Which addition it was.</param>
public readonly record struct AddResult(long Total, DocumentVersion Version)
{
    /// <inheritdoc cref="WriteResult.IsUnconfirmed"/>
    public bool IsUnconfirmed { get; init; }
}
