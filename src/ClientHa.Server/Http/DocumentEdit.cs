namespace ClientHa.Server.Http;

/// <summary>What an editor sends.</summary>
/// <param name="Text">What the document is to hold.</param>
/// <param name="Version">Which one was seen; null: none, the document is new.</param>
internal sealed record DocumentEdit(string? Text, string? Version);
