using System.Text.RegularExpressions;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Telemetry;

/// <summary>A real site that serves and has a peer which it cannot reach, as Prometheus sees it.</summary>
internal sealed partial class ScrapedSite : IAsyncDisposable
{
    private readonly RunningSite site;

    private ScrapedSite(RunningSite site) => this.site = site;

    public RunningSite Running => site;

    public static async Task<ScrapedSite> StartAsync()
    {
        RunningSite site = await RunningSite.StartAsync(builder =>
        {
            builder.Services.AddSingleton<ISite, EmbeddedSite>();
            // Nobody may listen on that port.
            builder.Services.Configure<HaServerOptions>(options => (options.Peers, options.Found) = (["127.0.0.1:1"], true));
        });
        HealthMoment moment = site.Health.Latest;
        while (!moment.State.IsServing)
            moment = await moment.NextAsync(HangGuard.Token);
        ScrapedSite scraped = new(site);
        await scraped.ScrapeAsync();
        await site.App.Services.GetRequiredService<IHaDocuments>().PutAsync("a", "b"u8.ToArray(), HangGuard.Token);
        return scraped;
    }

    public async Task<string> ScrapeAsync()
    {
        using HttpResponseMessage response = await site.GetAsync(site.Http, "/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The samples: name, labels, value.</summary>
    public async Task<(string Name, Dictionary<string, string> Labels, double Value)[]> SamplesAsync() =>
    [
        .. from line in (await ScrapeAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
           where line[0] != '#'
           let sample = Sample().Match(line)
           select sample.Success
               ? (sample.Groups["name"].Value,
                   Label().Matches(sample.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
                   double.Parse(sample.Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture))
               : throw new FormatException($"No sample: {line}"),
    ];

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*)\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(\w+)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
