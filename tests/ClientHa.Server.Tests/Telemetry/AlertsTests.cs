using System.Text.RegularExpressions;

namespace ClientHa.Server.Tests.Telemetry;

/// <summary>The rules that operators are given: an alert on a name that no site has would never come.</summary>
public sealed partial class AlertsTests
{
    private static readonly string[] Rules = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Telemetry", "alerts.yml"));

    [Fact]
    public async Task Each_metric_and_label_of_the_alerts_is_one_that_a_site_has()
    {
        await using ScrapedSite site = await ScrapedSite.StartAsync();
        (string Name, Dictionary<string, string> Labels, double Value)[] samples = await site.SamplesAsync();
        string[] expressions = [.. Rules.Select(line => line.Trim()).Where(line => line.StartsWith("expr:", StringComparison.Ordinal))];

        Assert.True(expressions.Length >= 10, $"Only {expressions.Length} alerts were found.");
        foreach (Match used in expressions.SelectMany(expression => Selector().Matches(expression)))
        {
            (string Name, Dictionary<string, string> Labels, double Value)[] series = [.. samples.Where(sample => sample.Name == used.Groups["name"].Value)];
            Assert.True(series.Length > 0, $"No site has {used.Value}.");
            foreach (Match matcher in Matcher().Matches(used.Groups["labels"].Value))
                Assert.All(matcher.Groups["values"].Value.Split('|'), value => Assert.Contains(series, one => one.Labels.GetValueOrDefault(matcher.Groups["label"].Value) == value));
        }
    }

    [Fact]
    public void Each_alert_says_how_urgent_it_is_and_what_happened()
    {
        string[] alerts = string.Join('\n', Rules).Split("- alert: ")[1..];

        Assert.All(alerts, alert => Assert.Matches(@"severity: (page|ticket)\n", alert));
        Assert.All(alerts, alert => Assert.Matches("summary: \".*labels.instance.*\"", alert));
        Assert.Equal(alerts.Length, alerts.Select(alert => alert.Split('\n')[0]).Distinct().Count());
    }

    [Fact]
    public void Each_label_of_a_text_is_one_that_the_expression_leaves()
    {
        string[] known = ["instance", "clientha_peer", "clientha_state"];
        Assert.All(LabelInText().Matches(string.Join('\n', Rules)), label => Assert.Contains(label.Groups[1].Value, known));
    }

    [GeneratedRegex("""(?<name>clientha_\w+)(\{(?<labels>[^}]*)\})?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)=~?""(?<values>[^""]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\$labels\.(\w+)")]
    private static partial Regex LabelInText();
}
