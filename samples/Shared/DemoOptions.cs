using System.CommandLine;
using System.Globalization;


namespace ClientHa.Samples;

/// <summary>What the command line says.</summary>
internal sealed record DemoOptions(
    int Sites, SelectionPolicy Policy, TimeSpan ReconnectDelay, TimeSpan Duration, int Repeat, Fault Fault, string? JsonFile)
{
    public static RootCommand Command(string description, Func<DemoOptions, CancellationToken, Task<int>> run)
    {
        Option<int> sites = Number("--sites", 2, 2, 9, "How many sites");
        Option<SelectionPolicy> policy = new("--policy") { Description = "How clients choose: PickFirst or RoundRobin", DefaultValueFactory = _ => SelectionPolicy.PickFirst };
        Option<int> delay = Number("--reconnect-delay", 5, 0, 3600, "Seconds for which calls stay away from a site that failed");
        Option<int> duration = Number("--duration", 0, 0, 86400, "Seconds of one run; 0: four times the reconnect delay, at least 8");
        Option<int> repeat = Number("--repeat", 1, 1, 10_000, "How many runs");
        Option<Fault> fault = new("--fault") { Description = "What happens to the site: Kill, Stop or Freeze", DefaultValueFactory = _ => Fault.Kill };
        Option<string?> json = new("--json") { Description = "A file for the figures, in JSON" };
        RootCommand command = new(description)
        {
            sites, policy, delay, duration, repeat, fault, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            int seconds = parsed.GetValue(duration);
            return run(
                new DemoOptions(
                    parsed.GetValue(sites),
                    parsed.GetValue(policy),
                    TimeSpan.FromSeconds(parsed.GetValue(delay)),
                    TimeSpan.FromSeconds(seconds > 0 ? seconds : Math.Max(8, 4 * parsed.GetValue(delay))),
                    parsed.GetValue(repeat),
                    parsed.GetValue(fault),
                    parsed.GetValue(json)),
                cancellationToken);
        });
        return command;
    }

    private static Option<int> Number(string name, int fallback, int least, int most, string description)
    {
        Option<int> option = new(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} ({least} to {most})"),
            DefaultValueFactory = _ => fallback,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && (value < least || value > most))
                result.AddError($"{name} {value} is out of range: give a number from {least} to {most}.");
        });
        return option;
    }
}
