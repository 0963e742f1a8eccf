namespace ClientHa.Server.Sites;

/// <summary>Something that an operator must know of.</summary>
/// <param name="IsBad">Something doesn't work; else it works, and ought to be seen to.</param>
/// <param name="Text">What is the matter, in a sentence.</param>
/// <param name="Remedy">What follows, or what to do; empty where the text says it.</param>
/// <param name="Since">When all was well last, in milliseconds since 1970; 0: not known.</param>
internal sealed record Finding(bool IsBad, string Text, string Remedy = "", long Since = 0);
