namespace ClientHa.Attempts;

/// <summary>The application's own content failed while it was written. No site is to blame.</summary>
internal sealed class RequestBodyException(Exception inner) : Exception(inner.Message, inner);
