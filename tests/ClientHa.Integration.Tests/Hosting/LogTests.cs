using System.Text.Json;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Hosting;

/// <summary>What a site logs, for people and for programs that read it.</summary>
public sealed class LogTests
{
    [SitesFact]
    public async Task A_program_gets_each_event_as_an_object_with_its_number_and_its_values()
    {
        string[] lines = await LogAsync(new() { ["Logging__Console__FormatterName"] = "json" });

        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement listening = events.Single(each => each.GetProperty("EventId").GetInt32() == 200 && each.GetProperty("Category").GetString()!.StartsWith("ClientHa.Server", StringComparison.Ordinal));
        Assert.Equal("Information", listening.GetProperty("LogLevel").GetString());
        Assert.Equal("3", listening.GetProperty("State").GetProperty("Site").ToString());
        Assert.Contains("127.0.0.1:", listening.GetProperty("State").GetProperty("EndPoints").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Site 3 listens on ", listening.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [SitesFact]
    public async Task People_get_a_line_for_each()
    {
        string[] lines = await LogAsync([]);

        string listening = Assert.Single(lines, line => line.Contains("Site 3 listens on ", StringComparison.Ordinal));
        Assert.StartsWith("info: ClientHa.Server.Hosting.SiteService[200] ", listening, StringComparison.Ordinal);
    }

    /// <summary>What a site logs from its start to its end, but for the lines that tell its state.</summary>
    private static async Task<string[]> LogAsync(Dictionary<string, string?> environment)
    {
        await using ServedSite site = ServedSite.Create();
        environment["Logging__LogLevel__ClientHa"] = "Information";
        site.Start(["--data", site.Data, "--listen", $"127.0.0.1:{site.Port}", "--site", "3", "--drain-period", "0"], environment);
        await site.SaysAsync("serving");
        await site.Process.StopAsync(HangGuard.Token);
        (int? code, string said) = await site.EndAsync();
        Assert.Equal(0, code);
        return [.. said.Split('\n').Where(line => line.StartsWith('{') || line.Contains('[', StringComparison.Ordinal))];
    }
}
