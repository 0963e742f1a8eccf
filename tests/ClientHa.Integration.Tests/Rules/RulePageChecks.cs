using Xunit;

namespace ClientHa.Integration.Tests.Rules;

/// <summary>A page of rules tells of each which tests show it, and tells the truth.</summary>
/// <param name="folder">Of this project: where the page is.</param>
/// <param name="fewest">How many rules it has at least; else all else would be true of an empty page.</param>
public abstract class RulePageChecks(string folder, int fewest)
{
    private readonly RulePage page = RulePage.Read(Path.Combine(TestSources.Integration, folder, "RULES.md"));

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        HashSet<string> tests = TestSources.Below(TestSources.Root);
        Assert.InRange(tests.Count, 1000, int.MaxValue);
        Assert.Equal([], Named().Where(test => !tests.Contains(test)));
    }

    [Fact]
    public void No_rule_stands_without_a_test()
    {
        Assert.InRange(page.Rules.Count, fewest, int.MaxValue);
        Assert.Equal([], page.Rules.Where(rule => rule.Tests.Count == 0).Select(rule => rule.Text));
    }

    private protected HashSet<string> Named() => [.. page.Rules.SelectMany(rule => rule.Tests)];
}
