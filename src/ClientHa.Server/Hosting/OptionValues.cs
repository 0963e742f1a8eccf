using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ClientHa.Server.Hosting;

/// <summary>All values of the options by their names in the configuration, however deep they stand: what is added is shown by itself.</summary>
internal static class OptionValues
{
    private const string None = "(none)";
    private const string Hidden = "(set, and not shown)";

    /// <summary>What a file is called is none.</summary>
    private static readonly string[] Secrets = ["Password", "Passphrase", "Secret", "Token", "Hash"];

    public static IEnumerable<(string Name, string Value)> Of(object options, string prefix = "")
    {
        foreach (PropertyInfo property in options.GetType().GetProperties().Where(property => property.GetMethod is { IsStatic: false }))
        {
            string name = prefix + property.Name;
            object? value = property.GetValue(options);
            (string Prefix, object Section)[] sections = value is null || IsSecret(property.Name) ? []
                : IsSection(property.PropertyType) ? [(name, value)]
                : value is not string && value is IEnumerable many ? [.. many.Cast<object>().Where(each => IsSection(each.GetType())).Select((each, index) => ($"{name}:{index}", each))]
                : [];
            foreach ((string inner, object section) in sections)
            {
                foreach ((string, string) option in Of(section, inner + ":"))
                    yield return option;
            }
            if (sections.Length == 0)
            {
                yield return (name, Write(property.Name, value));
            }
        }
    }

    private static bool IsSection(Type type) => type.IsClass && type.Assembly == typeof(HaServerOptions).Assembly;

    private static string Write(string name, object? value)
    {
        string text = value switch
        {
            TimeSpan span when span.Ticks % TimeSpan.TicksPerSecond == 0 => span.ToString("c", CultureInfo.InvariantCulture),
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
            bool flag => flag ? "true" : "false",
            string one => one,
            IEnumerable many => string.Join(", ", many.Cast<object?>()),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        };
        return text.Length == 0 ? None : IsSecret(name) && value is string or IEnumerable ? Hidden : text;
    }

    private static bool IsSecret(string name) =>
        !name.EndsWith("File", StringComparison.Ordinal) && Secrets.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));
}
