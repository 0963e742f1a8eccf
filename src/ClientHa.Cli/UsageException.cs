namespace ClientHa.Cli;

/// <summary>The arguments or the environment will not do; the message says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);
