using Microsoft.Extensions.Configuration;

namespace ClientHa.Tests.Configuration;

/// <summary>Options as a configuration file would set them: "Url=grpc://ha.test:8001 | ServerCount=2".</summary>
internal static class Settings
{
    public static HaOptions Bind(string settings)
    {
        Dictionary<string, string?> values = [];
        foreach (string setting in settings.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            string key = setting[..equals];
            string value = setting[(equals + 1)..];
            if (key is nameof(HaOptions.Servers) or nameof(HaOptions.NameServers) or nameof(HaOptions.IdempotentMethods) or
                nameof(HaOptions.WaitForReadyMethods))
            {
                foreach ((int index, string entry) in value.Split(',', StringSplitOptions.TrimEntries).Index())
                    values[$"ClientHa:{key}:{index}"] = entry;
            }
            else
            {
                values[$"ClientHa:{key}"] = value;
            }
        }
        HaOptions options = new();
        new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("ClientHa").Bind(options);
        return options;
    }
}
