using System.Text.Json;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Samples;

/// <summary>The README's first command, in short.</summary>
public sealed class TwoSitesTests : IDisposable
{
    private readonly SampleRun sample = new("TwoSites");

    public void Dispose() => sample.Dispose();

    [SitesFact]
    public async Task It_ends_well_and_writes_down_what_it_measured()
    {
        await using SiteProcess process = sample.Start("--reconnect-delay", "1", "--json", sample.JsonFile);
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token);

        Assert.True(process.ExitCode == 0, string.Join('\n', process.Lines));
        using JsonDocument figures = JsonDocument.Parse(await File.ReadAllTextAsync(sample.JsonFile));
        Assert.Equal("ok", figures.RootElement.GetProperty("exitReason").GetString());
        Assert.True(figures.RootElement.GetProperty("sitesEqual").GetBoolean());
        Assert.All(["failedCalls", "watchGaps", "watchDuplicates", "lostWrites"], name => Assert.Equal(0, Number(figures, name)));
        Assert.All(["calls", "slowestCallMs", "failoverMs", "lagP50Ms", "lagP99Ms", "documents"], name => Assert.True(Number(figures, name) > 0, name));
    }

    [SitesFact]
    public async Task Interrupted_it_stops_what_it_started_and_says_so()
    {
        await using SiteProcess process = sample.Start("--json", sample.JsonFile);
        await process.WaitForLineAsync(line => line.Contains("clients read", StringComparison.Ordinal), HangGuard.Token);
        Assert.NotEmpty(sample.Sites());
        await process.StopAsync(HangGuard.Token);

        Assert.Equal(130, process.ExitCode);
        Assert.Empty(sample.Sites());
        Assert.False(sample.HasLeftDirectories);
        Assert.Contains("\"exitReason\":\"cancelled\"", await File.ReadAllTextAsync(sample.JsonFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sites 1 is out of range: give a number from 2 to 9.", "--sites", "1")]
    [InlineData("--json /no/such/file cannot be written: ", "--json", "/no/such/file")]
    public async Task A_wrong_option_is_named_with_its_remedy(string expected, params string[] options)
    {
        await using SiteProcess process = sample.Start(options);
        await process.WaitForLineAsync(line => line.StartsWith(expected, StringComparison.Ordinal), HangGuard.Token);
        await process.WaitForExitAsync(HangGuard.Token);
        Assert.NotEqual(0, process.ExitCode);
    }

    private static double Number(JsonDocument figures, string name) => figures.RootElement.GetProperty(name).GetDouble();
}
