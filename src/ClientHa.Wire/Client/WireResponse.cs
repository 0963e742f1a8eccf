namespace ClientHa.Wire;

/// <summary>The answer of a unary call with the server's metadata.</summary>
internal sealed record WireResponse<TResponse>(TResponse Message, WireMetadata Headers, WireMetadata Trailers);
