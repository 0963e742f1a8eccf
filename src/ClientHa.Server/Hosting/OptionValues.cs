using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ClientHa.Server.Hosting;

/// <summary>All values of the options by their names in the configuration, however deep they stand: what is added is shown by itself.</summary>
internal static class OptionValues
{
    private const string None = "(none)";
    private const string Hidden = "(set, and not shown)";

    private static readonly string[] Secrets = ["Password", "Passphrase", "Secret", "Token"];

    public static IEnumerable<(string Name, string Value)> Of(object options, string prefix = "")
    {
        foreach (PropertyInfo property in options.GetType().GetProperties().Where(property => property.GetMethod is { IsStatic: false }))
        {
            string name = prefix + property.Name;
            object? value = property.GetValue(options);
            if (value is not null && IsSection(property.PropertyType))
            {
                foreach ((string, string) inner in Of(value, name + ":"))
                    yield return inner;
            }
            else
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
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            string one => one,
            IEnumerable many => string.Join(", ", many.Cast<object?>()),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        };
        bool isSecret = Secrets.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)) && value is string or IEnumerable;
        return text.Length == 0 ? None : isSecret ? Hidden : text;
    }
}
