using System.Net;
using ClientHa.Tests.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace ClientHa.Tests.DependencyInjection;

public sealed class HealthCheckTests
{
    [Fact]
    public async Task It_is_healthy_then_degraded_then_unhealthy_as_sites_fail_and_names_them()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        await using ServiceProvider services = Services(first, second);
        Assert.Equal((HealthStatus.Healthy, $"Connecting to {Label(first)}"), await CheckAsync(services));
        await CallAsync(services);
        Assert.Equal((HealthStatus.Healthy, $"Connected to {Label(first)}"), await CheckAsync(services));

        (first.OnCall, first.OnProbe) = (Answers.Status(14), Answers.NotServing);
        await CallAsync(services);
        Assert.Equal((HealthStatus.Degraded, $"Connected to {Label(second)}"), await CheckAsync(services));
        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(
            ("ejected (answered UNAVAILABLE)", "available"),
            (report.Entries["clientha"].Data[Label(first)], report.Entries["clientha"].Data[Label(second)]));

        (second.OnCall, second.OnProbe) = (Answers.Status(14), Answers.NotServing);
        await CallAsync(services);
        (HealthStatus status, string text) = await CheckAsync(services);
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.StartsWith("No site answers: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_clients_have_checks_of_their_own_with_what_else_was_asked_for()
    {
        ServiceCollection collection = new();
        collection.AddClientHa("records", options => options.Url = "grpc://records.test:1");
        collection.AddClientHa("images", options => options.Url = "grpc://images.test:2");
        collection.AddHealthChecks()
            .AddClientHa("records")
            .AddClientHa("images", "pictures", HealthStatus.Degraded, ["ready"]);
        await using ServiceProvider services = collection.BuildServiceProvider();

        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(["clientha records", "pictures"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["ready"], report.Entries["pictures"].Tags);
        Assert.Equal("Connecting to images.test", report.Entries["pictures"].Description);
    }

    [Fact]
    public async Task A_client_that_was_not_added_is_an_unhealthy_one_that_says_so()
    {
        ServiceCollection collection = new();
        collection.AddClientHa("records", options => options.Url = "grpc://records.test:1");
        collection.AddHealthChecks().AddClientHa("recrods");
        await using ServiceProvider services = collection.BuildServiceProvider();
        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("\"recrods\"", report.Entries["clientha recrods"].Exception!.Message, StringComparison.Ordinal);
    }

    /// <summary>Both are on one host.</summary>
    private static string Label(KestrelSite site) => site.Server;

    private static ServiceProvider Services(KestrelSite first, KestrelSite second)
    {
        ServiceCollection collection = new();
        collection.AddClientHa(options => (options.Servers, options.FirstChoice) = ([first.Server, second.Server], "Ordered"));
        collection.AddHealthChecks().AddClientHa();
        return collection.BuildServiceProvider();
    }

    private static async Task<(HealthStatus Status, string Text)> CheckAsync(IServiceProvider services)
    {
        HealthReportEntry entry = (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["clientha"];
        return (entry.Status, entry.Description!);
    }

    private static async Task CallAsync(IServiceProvider services)
    {
        using HttpMessageInvoker invoker = new(services.GetHaHandler(), disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(services.GetHaAddress(), "/test.Test/Call"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Options.Set(HaRequestOptions.Idempotent, true);
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None).WaitAsync(Eventually.HangGuard);
    }
}
