namespace ClientHa.Cli;

/// <summary>What the shell is told.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int BadArguments = 2;

    /// <summary>As shells have it for a program that SIGINT ended.</summary>
    public const int Interrupted = 130;
}
