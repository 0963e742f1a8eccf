using System.Globalization;
using ClientHa.Server.Security.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Hosting;

/// <summary>Says what a site would run with, and where each of it comes from, without running it.</summary>
internal static class ConfigurationPrinter
{
    /// <returns>The exit code: 0, or 2 where the site wouldn't start.</returns>
    public static async Task<int> PrintAsync(ServerSettings settings, IConfigurationRoot configuration, TextWriter output, TextWriter error)
    {
        settings.AddEnvironment(configuration);
        Findings findings = new();
        HaServerOptions options = Read(settings, configuration, findings);
        HashSet<string> joined = Join(options, findings);
        ServerPlan? plan = ServerPlanReader.Read(options, findings);
        EffectiveOption[] rows = [.. OptionValues.Of(options).Select(option => new EffectiveOption(
            option.Name,
            plan is null ? option.Value : Planned(option.Name, plan) ?? option.Value,
            joined.Contains(option.Name) ? "clientha join" : settings.SourceOf(option.Name) ?? OptionSource.Of(option.Name, configuration)))];
        (int name, int value) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Value.Length));
        foreach (EffectiveOption row in rows)
            await output.WriteLineAsync($"{row.Name.PadRight(name)}  {row.Value.PadRight(value)}  {row.Source}").ConfigureAwait(false);
        foreach (string note in findings.Notes)
            await output.WriteLineAsync($"Note: {note}.").ConfigureAwait(false);
        if (findings.Failures.Count == 0)
            return 0;
        await error.WriteLineAsync(string.Join("; ", findings.Failures.Distinct()) + ".").ConfigureAwait(false);
        return 2;
    }

    private static HaServerOptions Read(ServerSettings settings, IConfiguration configuration, Findings findings)
    {
        HaServerOptions options = new();
        try
        {
            configuration.GetSection(HaServerOptions.Section).Bind(options);
        }
        catch (InvalidOperationException fault)
        {
            findings.Fail(fault.Message.TrimEnd('.'));
        }
        foreach (string fault in settings.ApplyAll(options))
            findings.Fail(fault);
        return options;
    }

    /// <summary>Takes what was joined into the data directory, as a site does that starts.</summary>
    /// <returns>The options that have their value from there.</returns>
    private static HashSet<string> Join(HaServerOptions options, Findings findings)
    {
        HashSet<(string, string)> before = [.. OptionValues.Of(options)];
        try
        {
            new JoinedOptions().PostConfigure(null, options);
        }
        catch (OptionsValidationException fault)
        {
            foreach (string failure in fault.Failures)
                findings.Fail(failure);
        }
        return [.. OptionValues.Of(options).Where(option => !before.Contains(option)).Select(option => option.Name)];
    }

    /// <summary>What becomes of a default that depends on another option, of a bare number, and of a relative path.</summary>
    private static string? Planned(string option, ServerPlan plan) => option switch
    {
        nameof(HaServerOptions.Listen) => string.Join(", ", plan.Listen),
        nameof(HaServerOptions.Http) => plan.Http.IsEmpty ? "off" : string.Join(", ", plan.Http),
        nameof(HaServerOptions.DataDirectory) => plan.DataDirectory,
        nameof(HaServerOptions.DrainPeriod) => $"{plan.DrainPeriod:c}",
        nameof(HaServerOptions.HeartbeatInterval) => $"{plan.HeartbeatInterval:c}",
        nameof(HaServerOptions.MaxStateBytes) => plan.Limits.MaxStateBytes.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
