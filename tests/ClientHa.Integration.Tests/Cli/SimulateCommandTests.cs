using System.Text.Json;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-simulate-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_seed_is_replayed_with_all_that_it_drew_and_the_same_end_each_time()
    {
        CliRun first = await CliRun.OfAsync("simulate", "--seed", "7", "--minutes", "1");
        CliRun second = await CliRun.OfAsync("simulate", "--seed", "7", "--minutes", "1");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.StartsWith("seed 7: ", first.Lines[0], StringComparison.Ordinal);
        Assert.Contains(first.Lines, line => line.StartsWith("fault   0  00:00:", StringComparison.Ordinal));
        Assert.Contains(first.Lines, line => line.EndsWith("all is healed", StringComparison.Ordinal));
        Assert.Equal("Every promise held.", first.Lines[^1]);
        Assert.Equal(DigestOf(first), DigestOf(second));
    }

    [Fact]
    public async Task Of_a_seed_some_faults_can_be_left_out()
    {
        CliRun run = await CliRun.OfAsync("simulate", "--seed", "7", "--minutes", "5", "--only", "1", "--clients", "2", "--heal-at", "290");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Lines, line => line.StartsWith("fault ", StringComparison.Ordinal));
        Assert.Contains("2 clients", run.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_seeds_end_with_their_figures_on_a_line_and_in_a_file()
    {
        string file = Path.Combine(folder.FullName, "figures.json");

        CliRun run = await CliRun.OfAsync("simulate", "--seeds", "4", "--minutes", "1", "--json", file);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("4 seeds, 0 broke a promise; ", run.Lines[^1], StringComparison.Ordinal);
        JsonElement figures = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file));
        Assert.Equal((4, 0, "ok"), (figures.GetProperty("seeds").GetInt32(), figures.GetProperty("violations").GetInt32(), figures.GetProperty("exitReason").GetString()));
        Assert.True(figures.GetProperty("eventsPerSecond").GetDouble() > 0);
        Assert.True(figures.GetProperty("virtualHours").GetDouble() > 4 / 60.0);
    }

    [Theory]
    [InlineData("give --seed N, --seeds N or --hours H")]
    [InlineData("give one of them", "--seed", "1", "--seeds", "2")]
    [InlineData("belong to one seed", "--seeds", "2", "--only", "1")]
    [InlineData("\"x\"", "--seed", "1", "--only", "1,x")]
    [InlineData("no fault 999", "--seed", "1", "--only", "999")]
    [InlineData("no 999 clients", "--seed", "1", "--clients", "999")]
    [InlineData("--seeds is 0", "--seeds", "0")]
    [InlineData("--minutes is 0", "--seed", "1", "--minutes", "0")]
    [InlineData("--jobs is -1", "--seeds", "1", "--jobs", "-1")]
    public async Task Bad_arguments_get_one_line_that_says_what_would_do(string part, params string[] arguments) =>
        (await CliRun.OfAsync(["simulate", .. arguments])).AssertFails(2, part);

    private static string DigestOf(CliRun run) => run.Lines.Single(line => line.StartsWith("digest ", StringComparison.Ordinal))[..23];
}
