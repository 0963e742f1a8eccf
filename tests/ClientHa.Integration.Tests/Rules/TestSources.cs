using System.Text.RegularExpressions;

namespace ClientHa.Integration.Tests.Rules;

/// <summary>The tests of all projects, as their sources name them.</summary>
internal static partial class TestSources
{
    /// <summary>The folder that holds this one and all other projects of tests. Found from the test's own place: on CI source paths are mapped.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of this project.</summary>
    public static string Integration { get; } = Path.Combine(Root, "ClientHa.Integration.Tests");

    /// <summary>Each test below a folder, as its class and its method.</summary>
    public static HashSet<string> Below(string folder)
    {
        HashSet<string> tests = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            foreach (Match method in Method().Matches(text))
                tests.Add($"{Class().Matches(text[..method.Index])[^1].Groups[1].Value}.{method.Groups[1].Value}");
        }
        return tests;
    }

    /// <summary>An attribute that ends in Fact or Theory, others below it, and a public method.</summary>
    [GeneratedRegex(@"^ *\[\w*(?:Fact|Theory)\b.*\r?\n(?: *(?:\[|//).*\r?\n)*? *public (?:static )?(?:async )?(?:void|Task|ValueTask) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ClientHa.sln")))
                return Path.Combine(directory.FullName, "tests");
        }
        throw new DirectoryNotFoundException($"No directory above {AppContext.BaseDirectory} holds ClientHa.sln; run the tests from a checkout.");
    }
}
