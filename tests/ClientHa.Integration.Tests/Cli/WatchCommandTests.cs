using System.Text.Json;
using ClientHa.Fakes;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class WatchCommandTests
{
    [Fact]
    public async Task A_watch_prints_each_change_and_at_its_end_a_cursor_to_go_on_from()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        await CliRun.OfAsync("put", "a", "one\ttwo", "--url", site.Url);
        await CliRun.OfAsync("delete", "a", "--url", site.Url);

        CliRun first = await CliRun.UntilAsync(2, "watch", "--url", site.Url);

        Assert.Equal(130, first.ExitCode);
        Assert.Equal(["put\ta\tone\\ttwo", "delete\ta"], first.Lines);
        Assert.StartsWith("To go on from here: --cursor ", first.Error, StringComparison.Ordinal);

        string cursor = first.Error.Split(' ')[^1].Trim();
        await CliRun.OfAsync("put", "b", "three", "--url", site.Url);
        CliRun second = await CliRun.UntilAsync(1, "watch", "--cursor", cursor, "--json", "--url", site.Url);

        using JsonDocument line = JsonDocument.Parse(Assert.Single(second.Lines));
        Assert.Equal(
            ("put", "b", "three"),
            (Text(line, "change"), Text(line, "key"), Text(line, "value")));
        Assert.Equal($"To go on from here: --cursor {Text(line, "cursor")}\n", second.Error);
    }

    private static string? Text(JsonDocument line, string name) => line.RootElement.GetProperty(name).GetString();
}
