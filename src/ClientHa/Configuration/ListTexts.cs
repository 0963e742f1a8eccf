using Microsoft.Extensions.Configuration;

namespace ClientHa.Configuration;

/// <summary>
/// Lists that stand in a configuration as one text, as an environment variable is: .NET's binder passes over those without a word, and
/// a program would run without the methods or servers that its operator wrote.
/// </summary>
internal static class ListTexts
{
    public static void Read(IConfiguration section, HaOptions options)
    {
        Read(section[nameof(HaOptions.Servers)], options.Servers);
        Read(section[nameof(HaOptions.NameServers)], options.NameServers);
        Read(section[nameof(HaOptions.IdempotentMethods)], options.IdempotentMethods);
        Read(section[nameof(HaOptions.WaitForReadyMethods)], options.WaitForReadyMethods);
    }

    private static void Read(string? text, IList<string> list)
    {
        foreach (string entry in text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            list.Add(entry);
    }
}
