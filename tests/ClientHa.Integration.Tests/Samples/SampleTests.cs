using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Integration.Tests.Samples;

/// <summary>What all samples have in common.</summary>
public sealed class SampleTests
{
    [SitesTheory]
    [InlineData("KillASite")]
    [InlineData("TwoSites")]
    public async Task Interrupted_it_stops_what_it_started_and_says_so(string name)
    {
        using SampleRun sample = new(name);
        await using SiteProcess process = sample.Start("--json", sample.JsonFile);
        await process.WaitForLineAsync(line => line.Contains("20 clients", StringComparison.Ordinal), HangGuard.Token);
        Assert.NotEmpty(sample.Sites());
        await process.StopAsync(HangGuard.Token);

        Assert.Equal(130, process.ExitCode);
        Assert.Empty(sample.Sites());
        Assert.False(sample.HasLeftDirectories);
        Assert.Contains("\"exitReason\":\"cancelled\"", await File.ReadAllTextAsync(sample.JsonFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KillASite", "--sites 1 is out of range: give a number from 2 to 9.", "--sites", "1")]
    [InlineData("KillASite", "--json /no/such/file cannot be written: ", "--json", "/no/such/file")]
    [InlineData("TwoSites", "--sites 1 is out of range: give a number from 2 to 9.", "--sites", "1")]
    [InlineData("TwoSites", "--json /no/such/file cannot be written: ", "--json", "/no/such/file")]
    public async Task A_wrong_option_is_named_with_its_remedy(string name, string expected, params string[] options)
    {
        using SampleRun sample = new(name);
        await using SiteProcess process = sample.Start(options);
        await process.WaitForLineAsync(line => line.StartsWith(expected, StringComparison.Ordinal), HangGuard.Token);
        await process.WaitForExitAsync(HangGuard.Token);
        Assert.NotEqual(0, process.ExitCode);
    }
}
