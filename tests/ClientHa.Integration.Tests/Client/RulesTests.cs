using ClientHa.Integration.Tests.Rules;
using Xunit;

namespace ClientHa.Integration.Tests.Client;

/// <summary>The rules of the client. What stands in this folder is there for their sake.</summary>
public sealed class RulesTests() : RulePageChecks("Client", fewest: 100)
{
    [Fact]
    public void Every_test_of_this_folder_stands_on_the_page()
    {
        HashSet<string> named = Named();
        Assert.Equal([], TestSources.Below(Path.Combine(TestSources.Integration, "Client")).Where(test => !named.Contains(test) && !test.StartsWith(nameof(RulesTests), StringComparison.Ordinal)));
    }
}
