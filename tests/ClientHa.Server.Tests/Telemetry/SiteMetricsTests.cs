using ClientHa.Server.Telemetry;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Telemetry;

public sealed class SiteMetricsTests : IAsyncLifetime
{
    private ScrapedSite? scraped;

    private ScrapedSite Site => scraped!;

    public async Task InitializeAsync() => scraped = await ScrapedSite.StartAsync();

    public async Task DisposeAsync() => await Site.DisposeAsync();

    [Theory]
    [InlineData("clientha_documents", 1)]
    [InlineData("clientha_conflicts", 0)]
    [InlineData("clientha_tombstones", 0)]
    [InlineData("clientha_counters", 0)]
    [InlineData("clientha_watches", 0)]
    [InlineData("clientha_site_warnings", 0)]
    [InlineData("clientha_site_read_only", 0)]
    [InlineData("clientha_site_info", 1)]
    [InlineData("clientha_log_operations_total", 1)]
    [InlineData("clientha_log_sync_duration_seconds_count", 1)]
    [InlineData("clientha_site_state{serving}", 1)]
    [InlineData("clientha_site_state{draining}", 0)]
    [InlineData("clientha_replication_link_state{down}", 1)]
    [InlineData("clientha_replication_link_state{good}", 0)]
    public async Task A_sites_state_is_measured(string name, double expected)
    {
        (string metric, string? state) = name.Split('{', '}') is [var plain, var label, ..] ? (plain, label) : (name, null);
        (string Name, Dictionary<string, string> Labels, double Value)[] samples = await Site.SamplesAsync();

        Assert.Equal(expected, samples.Single(sample => sample.Name == metric && (state is null || sample.Labels["clientha_state"] == state)).Value);
    }

    [Fact]
    public async Task Calls_are_counted_by_method_and_status_and_connections_by_who_has_them()
    {
        using (WireChannel channel = Site.Running.OpenChannel(), asker = Site.Running.OpenChannel())
        {
            await channel.UnaryAsync<GetResponse>(DocumentsReflection.Descriptor.Services[0].FindMethodByName("Get"), new GetRequest { Key = "a" }, null, HangGuard.Token);
            await asker.UnaryAsync<GetStatusResponse>(SitesReflection.Descriptor.Services[0].FindMethodByName("GetStatus"), new GetStatusRequest(), null, HangGuard.Token);
            await channel.UnaryAsync<GetStatusResponse>(SitesReflection.Descriptor.Services[0].FindMethodByName("GetStatus"), new GetStatusRequest(), null, HangGuard.Token);
            (string Name, Dictionary<string, string> Labels, double Value)[] samples = await Site.SamplesAsync();

            Assert.Equal(2, samples.Single(sample => sample.Name == "clientha_calls_total"
                && sample.Labels["clientha_method"] == "clientha.v1.SitesService/GetStatus" && sample.Labels["clientha_status"] == "OK").Value);
            Assert.Equal(1, samples.Single(sample => sample.Name == "clientha_connections" && sample.Labels["clientha_kind"] == "client").Value);
        }
    }

    [Fact]
    public async Task The_process_is_shown_too() =>
        Assert.Contains(await Site.SamplesAsync(), sample => sample.Name == "dotnet_process_memory_working_set_bytes" && sample.Value > 0);

    [Fact]
    public async Task Every_name_is_of_the_one_list()
    {
        string[] names = [.. typeof(ServerTelemetry).GetFields().Select(field => PrometheusName.Of((string)field.GetRawConstantValue()!, null, MetricKind.Gauge))];
        Assert.All(
            (await Site.SamplesAsync()).Where(sample => sample.Name.StartsWith("clientha_", StringComparison.Ordinal)),
            sample => Assert.Contains(names, name => sample.Name.StartsWith(name, StringComparison.Ordinal)));
    }
}
