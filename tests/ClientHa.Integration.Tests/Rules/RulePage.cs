using System.Text.RegularExpressions;

namespace ClientHa.Integration.Tests.Rules;

/// <summary>RULES.md as it is read: each bullet is a rule, and each name in backquotes in and below it a test.</summary>
internal sealed partial class RulePage
{
    private RulePage(IReadOnlyList<Rule> rules) => Rules = rules;

    public IReadOnlyList<Rule> Rules { get; }

    public static RulePage Read(string path)
    {
        List<Rule> rules = [];
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("- ", StringComparison.Ordinal))
                rules.Add(new(line[2..], []));
            if (rules.Count > 0 && !line.StartsWith('#'))
                rules[^1].Tests.AddRange(TestName().Matches(line).Select(match => match.Groups[1].Value));
        }
        return new(rules);
    }

    /// <summary>A class of tests and a method of it, which is a sentence.</summary>
    [GeneratedRegex("`(\\w+Tests\\.\\w+)`")]
    private static partial Regex TestName();

    public sealed record Rule(string Text, List<string> Tests);
}
