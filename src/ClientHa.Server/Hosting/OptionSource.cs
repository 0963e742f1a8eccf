using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace ClientHa.Server.Hosting;

/// <summary>Which of the configuration's sources has the last word on an option.</summary>
internal static class OptionSource
{
    public const string Default = "default";

    public static string Of(string option, IConfigurationRoot configuration)
    {
        string key = $"{HaServerOptions.Section}:{option}";
        IConfigurationProvider? last = configuration.Providers.LastOrDefault(provider => provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any());
        return last switch
        {
            null => Default,
            FileConfigurationProvider file => file.Source.Path ?? "a file",
            EnvironmentVariablesConfigurationProvider => $"environment {key.Replace(":", "__", StringComparison.Ordinal)}",
            _ => last.ToString() ?? last.GetType().Name,
        };
    }
}
