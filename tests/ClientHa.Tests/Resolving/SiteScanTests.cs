using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

/// <summary>Which names are sites, as a table: + exists, - does not, ? nobody says.</summary>
public sealed class SiteScanTests
{
    [Theory]
    [InlineData("++--", "0 1", "0 1")]
    [InlineData("+++--", "0 1", "0 1 2")]
    [InlineData("+--", "0 1 2", "0")]
    [InlineData("+-+--", "0 1", "0 2")]
    [InlineData("-+--", "0 1", "1")]
    [InlineData("--", "0 1", "0 1")]
    [InlineData("--+", "0 1", "0 1")]
    [InlineData("????", "0 1", "0 1")]
    [InlineData("++?", "0 1", "0 1")]
    [InlineData("?+--", "0 1", "0 1")]
    [InlineData("+?--", "0 1", "0 1")]
    [InlineData("-?--", "0 1", "1")]
    [InlineData("+-?", "0", "0")]
    [InlineData("+-?-+", "0", "0")]
    [InlineData("+?", "0 3", "0 3")]
    [InlineData("+-?", "0 1 3", "0 3")]
    [InlineData("++++++++", "0 1", "0 1 2 3 4 5 6 7")]
    public void The_list_ends_with_two_names_that_do_not_exist_and_silence_takes_nothing_away(string asked, string known, string sites)
    {
        SiteScan scan = Scan(asked, known);
        Assert.True(scan.IsOver);
        Assert.Equal(sites, string.Join(' ', scan.Numbers));
    }

    [Theory]
    [InlineData("++", "0 1")]
    [InlineData("++-", "0 1")]
    [InlineData("+-+-", "0 1")]
    [InlineData("+?", "0 1")]
    public void One_name_that_does_not_exist_is_not_the_end(string asked, string known) => Assert.False(Scan(asked, known).IsOver);

    private static SiteScan Scan(string asked, string known) => SiteScan.Of(
        [.. asked.Select(each => each switch { '+' => Existence.Exists, '-' => Existence.Missing, _ => Existence.Unknown })],
        [.. known.Split(' ').Select(int.Parse)],
        most: 8);
}
