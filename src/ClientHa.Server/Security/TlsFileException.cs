namespace ClientHa.Server.Security;

/// <summary>A file of <see cref="ServerTlsPlan"/> cannot be used; the message says which, why, and what to do.</summary>
internal sealed class TlsFileException(string message, Exception? inner) : Exception(message, inner);
