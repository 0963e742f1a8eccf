using System.CommandLine;
using ClientHa.Server.Security.Setup;

namespace ClientHa.Cli.Commands;

/// <summary><c>--days</c>: how long a certificate is good.</summary>
internal static class LifetimeOption
{
    private const int Longest = 3652;

    public static Option<int?> Create() => new("--days")
    {
        Description = $"How long the certificates are good, up to {Longest}. Default: {SetupPlan.DefaultLifetime.Days}.",
        HelpName = "N",
    };

    /// <exception cref="UsageException">Out of range.</exception>
    public static TimeSpan Read(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) switch
    {
        null => SetupPlan.DefaultLifetime,
        >= 1 and <= Longest and int days => TimeSpan.FromDays(days),
        int days => throw new UsageException($"--days is {days}: give a number from 1 to {Longest}."),
    };
}
