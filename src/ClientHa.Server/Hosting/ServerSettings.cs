using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Hosting;

/// <summary>What was given to a site, by the names of <see cref="ServerSetting"/>.</summary>
internal sealed class ServerSettings
{
    private readonly Dictionary<string, string[]> values = [];
    private readonly HashSet<string> ofEnvironment = [];

    /// <summary>What the command line gives.</summary>
    public string[] this[string name]
    {
        set => values[name] = value;
    }

    /// <summary>Reads a command line: <c>--site 0 --peer a:1 --peer b:1 --found</c>.</summary>
    /// <exception cref="OptionsValidationException">It has something that no setting is, or a setting without its value.</exception>
    public static ServerSettings Read(string[] arguments)
    {
        ServerSettings settings = new();
        List<string> faults = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (ServerSetting.All.FirstOrDefault(setting => "--" + setting.Name == arguments[i]) is not { } setting)
                faults.Add($"\"{arguments[i]}\" is unknown: write one of {string.Join(", ", ServerSetting.All.Select(known => "--" + known.Name))}");
            else if (setting.Kind == ServerSettingKind.Flag)
                settings[setting.Name] = [bool.TrueString];
            else if (++i == arguments.Length)
                faults.Add($"--{setting.Name} has no value");
            else if (!settings.values.TryGetValue(setting.Name, out string[]? before))
                settings[setting.Name] = [arguments[i]];
            else if (setting.Kind == ServerSettingKind.Many)
                settings[setting.Name] = [.. before, arguments[i]];
            else
                faults.Add($"--{setting.Name} is given twice: leave one of them out");
        }
        return faults.Count == 0 ? settings : throw new OptionsValidationException("", typeof(HaServerOptions), faults);
    }

    /// <summary>Adds what the environment gives and the command line doesn't.</summary>
    public void AddEnvironment(IConfiguration environment)
    {
        foreach (ServerSetting setting in ServerSetting.All)
        {
            if (environment[setting.Variable] is not { Length: > 0 } text)
                continue;
            string[] given = setting.Kind == ServerSettingKind.Many
                ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : [text];
            if (values.TryAdd(setting.Name, given))
                ofEnvironment.Add(setting.Name);
        }
    }

    /// <summary>Where an option was given; null where neither the command line nor the environment gives it by a name of its own.</summary>
    public string? SourceOf(string option) =>
        ServerSetting.All.FirstOrDefault(setting => setting.Option == option && values.ContainsKey(setting.Name)) is not { } setting ? null
        : ofEnvironment.Contains(setting.Name) ? $"environment {setting.Variable}"
        : $"command line --{setting.Name}";

    /// <returns>What is wrong with values that cannot be read.</returns>
    public List<string> ApplyAll(HaServerOptions options) =>
    [
        .. from setting in ServerSetting.All
           where values.ContainsKey(setting.Name)
           let fault = setting.Apply(options, values[setting.Name])
           where fault is not null
           select fault,
    ];

    /// <exception cref="OptionsValidationException">Values cannot be read.</exception>
    public void Apply(HaServerOptions options)
    {
        List<string> faults = ApplyAll(options);
        if (faults.Count == 0)
            return;

        // The options' own check doesn't come to pass then, and what it finds is wanted, too.
        Findings findings = new();
        ServerPlanReader.Read(options, findings);
        throw new OptionsValidationException("", typeof(HaServerOptions), [.. faults, .. findings.Failures]);
    }
}
