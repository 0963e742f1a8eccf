using System.CommandLine;
using ClientHa.Server.Hosting;

namespace ClientHa.Cli.Commands;

/// <summary>Runs a site.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Command command = new("serve", "Runs a site until it is stopped: Ctrl+C or SIGTERM sends its clients to other sites first.");
        List<(ServerSetting Setting, Option Option)> options = [.. ServerSetting.All.Select(setting => (setting, OptionOf(setting)))];
        foreach ((_, Option option) in options)
            command.Add(option);
        Option<bool> print = new("--print-config") { Description = "Print every option, its value, and where it comes from, and end." };
        command.Add(print);
        command.SetAction((parsed, cancellationToken) =>
        {
            ServerSettings settings = new();
            foreach ((ServerSetting setting, Option option) in options)
            {
                if (ValuesOf(parsed, option) is { Length: > 0 } values)
                    settings[setting.Name] = values;
            }
            InvocationConfiguration console = parsed.InvocationConfiguration;
            return parsed.GetValue(print) ? HaServerHost.PrintConfigurationAsync(settings, console.Output, console.Error) : HaServerHost.RunAsync(settings, console.Output, console.Error, cancellationToken: cancellationToken);
        });
        return command;
    }

    private static Option OptionOf(ServerSetting setting) => setting.Kind switch
    {
        ServerSettingKind.Flag => new Option<bool>("--" + setting.Name) { Description = Describe(setting) },
        ServerSettingKind.Many => new Option<string[]>("--" + setting.Name) { Description = Describe(setting), HelpName = setting.ValueName },
        _ => new Option<string?>("--" + setting.Name) { Description = Describe(setting), HelpName = setting.ValueName },
    };

    private static string Describe(ServerSetting setting) => $"{setting.Description} [{setting.Variable}]";

    private static string[] ValuesOf(ParseResult parsed, Option option) => option switch
    {
        Option<bool> flag => parsed.GetValue(flag) ? [bool.TrueString] : [],
        Option<string[]> many => parsed.GetValue(many) ?? [],
        Option<string?> one => parsed.GetValue(one) is { } value ? [value] : [],
        _ => [],
    };
}
