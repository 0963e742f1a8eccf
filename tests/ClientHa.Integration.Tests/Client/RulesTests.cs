using Xunit;

namespace ClientHa.Integration.Tests.Client;

/// <summary>RULES.md tells of each rule of the client which tests show it, and tells the truth.</summary>
public sealed class RulesTests
{
    private static readonly string Folder = Path.Combine(TestSources.Root, "ClientHa.Integration.Tests", "Client");

    private readonly RulePage page = RulePage.Read(Path.Combine(Folder, "RULES.md"));

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        HashSet<string> tests = TestSources.Below(TestSources.Root);
        Assert.Equal([], page.Rules.SelectMany(rule => rule.Tests).Distinct().Where(test => !tests.Contains(test)));
    }

    [Fact]
    public void No_rule_stands_without_a_test() =>
        Assert.Equal([], page.Rules.Where(rule => rule.Tests.Count == 0).Select(rule => rule.Text));

    [Fact]
    public void Every_test_of_this_folder_stands_on_the_page()
    {
        HashSet<string> named = [.. page.Rules.SelectMany(rule => rule.Tests)];
        Assert.Equal([], TestSources.Below(Folder).Where(test => !named.Contains(test) && !test.StartsWith(nameof(RulesTests), StringComparison.Ordinal)));
    }

    /// <summary>Else the others would be true of an empty page.</summary>
    [Fact]
    public void The_page_has_rules()
    {
        Assert.InRange(page.Rules.Count, 100, int.MaxValue);
        Assert.InRange(TestSources.Below(TestSources.Root).Count, 1000, int.MaxValue);
    }
}
