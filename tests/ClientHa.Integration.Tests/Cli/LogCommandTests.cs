using System.Text.Json;
using ClientHa.Integration.Tests.Hosting;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Cli;

/// <summary>The data directory of a real site, while it runs and after.</summary>
public sealed class LogCommandTests : IAsyncLifetime
{
    private ServedSite served = null!;

    public async Task InitializeAsync()
    {
        served = ServedSite.Create();
        await served.ServeAsync("--drain-period", "0");
        await CliRun.OfAsync("put", "a", "1", "--url", $"grpc://127.0.0.1:{served.Port}");
        await CliRun.OfAsync("put", "b", "2", "--url", $"grpc://127.0.0.1:{served.Port}");
    }

    public async Task DisposeAsync() => await served.DisposeAsync();

    [SitesFact]
    public async Task A_running_sites_log_is_verified_and_dumped_and_not_compacted()
    {
        CliRun verify = await CliRun.OfAsync("log", "verify", "--data", served.Data);
        Assert.Equal((0, ""), (verify.ExitCode, verify.Error));
        Assert.StartsWith($"{served.Data}: site 0, replica 00", verify.Lines[0], StringComparison.Ordinal);
        Assert.Matches("^  log/0000000000000001.log: records 1 to 2, 16,777,216 bytes", verify.Lines[1]);
        Assert.Equal("whole", verify.Lines[^1]);

        CliRun dump = await CliRun.OfAsync("log", "dump", "--data", served.Data, "--values", "--from", "2");
        using JsonDocument line = JsonDocument.Parse(Assert.Single(dump.Lines));
        Assert.Equal(("put", "b", "2"), (Text(line, "record"), Text(line, "key"), Text(line, "value")));

        (await CliRun.OfAsync("log", "compact", "--data", served.Data)).AssertFails(1, $"is in use by process {served.Process.Id}");
    }

    [SitesFact]
    public async Task A_stopped_sites_log_is_compacted_and_goes_on()
    {
        await served.Process.StopAsync(HangGuard.Token);
        CliRun compact = await CliRun.OfAsync("log", "compact", "--data", served.Data);
        Assert.StartsWith("2 records, 2 documents: ", compact.Output, StringComparison.Ordinal);

        await served.Process.RestartAsync(HangGuard.Token);
        await served.SaysAsync("serving");
        Assert.Equal(["a", "b"], (await CliRun.OfAsync("list", "--url", $"grpc://127.0.0.1:{served.Port}")).Lines);
    }

    [SitesFact]
    public async Task What_is_damaged_is_told_with_its_file_and_place()
    {
        await served.Process.StopAsync(HangGuard.Token);
        string file = Path.Combine(served.Data, "log", "0000000000000001.log");
        using (FileStream log = File.OpenWrite(file))
            log.WriteByte(99);

        CliRun verify = await CliRun.OfAsync("log", "verify", "--data", served.Data);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains($"damaged: {file} at byte 0: expected the header of a segment of the log", verify.Lines);
        using JsonDocument json = JsonDocument.Parse((await CliRun.OfAsync("log", "verify", "--data", served.Data, "--json")).Output);
        Assert.Equal(file, json.RootElement.GetProperty("damages")[0].GetProperty("file").GetString());
    }

    [Fact]
    public async Task A_wrong_word_is_answered_with_the_whole_command() =>
        (await CliRun.OfAsync("log", "verify", "--dta", "x")).AssertFails(2, "See 'clientha log verify --help'.");

    [Theory]
    [InlineData("verify")]
    [InlineData("dump")]
    [InlineData("compact")]
    public async Task Every_command_shows_examples(string command) =>
        Assert.Contains((await CliRun.OfAsync("log", command, "--help")).Lines, line => line.StartsWith($"  clientha log {command} --data", StringComparison.Ordinal));

    private static string? Text(JsonDocument line, string property) => line.RootElement.GetProperty(property).GetString();
}
