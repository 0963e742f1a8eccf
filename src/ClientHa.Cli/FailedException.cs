namespace ClientHa.Cli;

/// <summary>A command has no success to report; the message is all that there is to say.</summary>
internal sealed class FailedException(string message) : Exception(message);
