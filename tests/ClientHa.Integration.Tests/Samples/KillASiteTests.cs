using System.Text.Json;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Samples;

/// <summary>The README's first command, in short.</summary>
public sealed class KillASiteTests : IDisposable
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "KillASite.dll");

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("kill-a-site-tests-");

    private string JsonFile => Path.Combine(temporary.FullName, "figures.json");

    public void Dispose() => temporary.Delete(recursive: true);

    [SitesFact]
    public async Task It_ends_well_and_writes_down_what_it_measured()
    {
        await using SiteProcess sample = Start("--reconnect-delay", "1", "--json", JsonFile);
        await sample.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token);

        Assert.True(sample.ExitCode == 0, string.Join('\n', sample.Lines));
        using JsonDocument figures = JsonDocument.Parse(await File.ReadAllTextAsync(JsonFile));
        Assert.Equal("ok", figures.RootElement.GetProperty("exitReason").GetString());
        Assert.Equal((0, 0, 0), (Number(figures, "failedIdempotent"), Number(figures, "executedTwice"), Number(figures, "stuck")));
        Assert.All(["calls", "slowestCallMs", "failoverMs"], name => Assert.True(Number(figures, name) > 0, name));
        Assert.Matches(@"^\d+/\d+ \d+/\d+$", figures.RootElement.GetProperty("shares").GetString());
        Assert.True(Number(figures, "failedOther") >= 0);
    }

    [SitesFact]
    public async Task Interrupted_it_stops_what_it_started_and_says_so()
    {
        await using SiteProcess sample = Start("--json", JsonFile);
        await sample.WaitForLineAsync(line => line.Contains("clients call", StringComparison.Ordinal), HangGuard.Token);
        Assert.NotEmpty(Processes());
        await sample.StopAsync(HangGuard.Token);

        Assert.Equal(130, sample.ExitCode);
        Assert.Empty(Processes());
        Assert.Empty(temporary.GetDirectories());
        Assert.Contains("\"exitReason\":\"cancelled\"", await File.ReadAllTextAsync(JsonFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sites 1 is out of range: give a number from 2 to 9.", "--sites", "1")]
    [InlineData("--json /no/such/file cannot be written: ", "--json", "/no/such/file")]
    public async Task A_wrong_option_is_named_with_its_remedy(string expected, params string[] options)
    {
        await using SiteProcess sample = Start(options);
        await sample.WaitForLineAsync(line => line.StartsWith(expected, StringComparison.Ordinal), HangGuard.Token);
        await sample.WaitForExitAsync(HangGuard.Token);
        Assert.NotEqual(0, sample.ExitCode);
    }

    private SiteProcess Start(params string[] options) => SiteProcess.Start(DotnetProgram.Start(Sample, options) with
    {
        Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.FullName },
    });

    /// <summary>The sites of this test's sample: each is told a file below our directory.</summary>
    private string[] Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)).Where(IsSite),
    ];

    private bool IsSite(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains($"{temporary.FullName}/kill-a-site-", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // It has just ended.
        }
    }

    private static double Number(JsonDocument figures, string name) => figures.RootElement.GetProperty(name).GetDouble();
}
