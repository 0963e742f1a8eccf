using System.CommandLine;
using ClientHa.Server.Security.Setup;

namespace ClientHa.Cli.Commands;

/// <summary>Makes what sites need to know each other and their clients.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> domain = new("--domain") { Description = "The name that clients use: site 0 is known as 0. and this.", HelpName = "NAME", Required = true };
        Option<int> sites = new("--sites") { Description = "How many sites.", HelpName = "N", DefaultValueFactory = _ => 2 };
        Option<int> port = new("--port") { Description = "Where each site listens.", HelpName = "PORT", DefaultValueFactory = _ => 8001 };
        Option<string> output = new("--out") { Description = "The directory for the files, made if it is absent. What is there stays.", HelpName = "DIR", Required = true };
        Option<int?> days = LifetimeOption.Create();
        DocumentedCommand command = new(
            "init",
            "Makes a certificate authority, a join file for each site, and a token for clients and one for operators. "
            + "Bring each site its own join file and nothing else, and keep the rest safe: whoever has ca.key can make himself a site. "
            + "Once more, with more sites, it adds those that are missing.",
            "clientha init --domain ha.test --sites 2 --out ha.test")
        {
            domain, sites, port, output, days,
        };
        command.Runs(terminal, async (parsed, _) =>
        {
            SetupPlan plan = new(
                HostName(parsed.GetRequiredValue(domain)),
                Within(parsed.GetValue(sites), 1, 64, "--sites"),
                Within(parsed.GetValue(port), 1, ushort.MaxValue, "--port"),
                LifetimeOption.Read(parsed, days));
            string directory = parsed.GetRequiredValue(output);
            foreach (string file in new SetupFolder(directory, terminal.TimeProvider).Make(plan))
                await terminal.Out.WriteLineAsync(file);
            terminal.Fail($"On each site: clientha join site0.join --data DIRECTORY, and clientha serve --data DIRECTORY. Clients: --url grpcs://{plan.Domain}:{plan.Port} --server-count {plan.Sites} --ca ca.pem --token-file client.token");
            return ExitCode.Good;
        });
        return command;
    }

    private static string HostName(string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns && !text.EndsWith('.')
            ? text.ToLowerInvariant()
            : throw new UsageException($"--domain \"{text}\" is no name: write it like ha.test.");

    private static int Within(int value, int least, int most, string option) =>
        value >= least && value <= most ? value : throw new UsageException($"{option} is {value}: give a number from {least} to {most}.");
}
