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

    private static double Number(JsonDocument figures, string name) => figures.RootElement.GetProperty(name).GetDouble();
}
