using System.Net;
using ClientHa.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Tests.Hosting;

/// <summary>A site beside an application's own services.</summary>
public sealed class EmbeddingTests
{
    [Fact]
    public Task Addresses_from_the_configuration_are_kept() =>
        OwnPageAnswersAsync(builder => builder.WebHost.UseUrls("http://127.0.0.1:0"), _ => { });

    [Fact]
    public Task Addresses_from_code_are_kept() => OwnPageAnswersAsync(_ => { }, app => app.Urls.Add("http://127.0.0.1:0"));

    [Fact]
    public Task Kestrels_own_end_points_are_kept() => OwnPageAnswersAsync(
        builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1)), _ => { });

    [Fact]
    public Task End_points_in_the_configuration_are_kept() =>
        OwnPageAnswersAsync(builder => builder.Configuration["Kestrel:Endpoints:Own:Url"] = "http://127.0.0.1:0", _ => { });

    [Fact]
    public async Task An_address_that_is_none_is_named()
    {
        await using RunningSite site = RunningSite.Build(builder => builder.WebHost.UseUrls("nonsense"));
        HaServerException e = await Assert.ThrowsAsync<HaServerException>(() => site.App.StartAsync());
        Assert.Equal("The application's address \"nonsense\" is none: write it like http://localhost:5000.", e.Message);
    }

    [Fact]
    public async Task The_applications_services_answer_at_the_sites_gRPC_address()
    {
        await using RunningSite site = await RunningSite.StartAsync(map: app => app.MapPost("/clinic.Clinic/Find", () => "found"));
        using HttpResponseMessage response = await site.CallAsync("/clinic.Clinic/Find");
        Assert.Equal("found", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Options_come_from_the_section_and_then_from_code()
    {
        await using RunningSite site = RunningSite.Build(builder =>
        {
            builder.Configuration["ClientHa:Server:Site"] = "7";
            builder.Configuration["ClientHa:Server:Listen:0"] = "127.0.0.1:9";
            builder.Configuration["ClientHa:Server:Peers:0"] = "a.test:1";
        });
        ServerPlan plan = site.App.Services.GetRequiredService<ServerPlan>();
        Assert.Equal((7, "127.0.0.1:0", "a.test"), (plan.Site, plan.Listen.Single().ToString(), plan.Peers.Single().Host));
    }

    [Theory]
    [InlineData("ClientHa:Server:Site", "256", "Site 256 is outside 0 to 255")]
    [InlineData("ClientHa:Server:Site", "one", "'one' at 'ClientHa:Server:Site'")]
    public void Options_with_a_fault_stop_the_start(string key, string value, string fault)
    {
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(
            () => RunningSite.Build(builder => builder.Configuration[key] = value));
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_that_has_no_site_cannot_map_one()
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => app.MapHaServer());
        Assert.Equal("There is no site to map: call builder.AddHaServer() before builder.Build().", e.Message);
    }

    [Fact]
    public async Task A_site_is_mapped_first_starts_when_the_listener_is_open_and_stops_after_the_last_call()
    {
        RecordingSite recording = new();
        await using (RunningSite site = RunningSite.Build(builder =>
        {
            builder.AddHaServer(options => options.DrainPeriod = TimeSpan.Zero);
            builder.Services.AddSingleton<ISite>(_ => recording);
        }))
        {
            recording.Look = async () => (await site.CallAsync("/grpc.health.v1.Health/Check")).StatusCode.ToString();
            await site.App.StartAsync();
            Assert.Equal(Server.Health.HealthPhase.Starting, site.Health.Current.Phase);
            await site.App.StopAsync();
        }
        Assert.Equal(["map", "start: OK", "stop: HttpRequestException", "dispose"], recording.Calls);
    }

    [Fact]
    public async Task A_fault_of_a_running_site_stops_the_host_without_blocking_the_site()
    {
        await using RunningSite site = await RunningSite.StartAsync(builder => builder.AddHaServer(options => options.DrainPeriod = TimeSpan.Zero));
        SiteFault fault = site.App.Services.GetRequiredService<SiteFault>();
        fault.Report("The disk is gone.");
        fault.Report("The disk is still gone.");
        await site.App.WaitForShutdownAsync(HangGuard.Token);
        Assert.Equal("The disk is gone.", fault.Message);
    }

    private static async Task OwnPageAnswersAsync(Action<WebApplicationBuilder> build, Action<WebApplication> map)
    {
        await using RunningSite site = await RunningSite.StartAsync(build, app =>
        {
            app.MapGet("/own", () => "own");
            map(app);
        });
        Uri own = new(Assert.Single(site.App.Urls, url => new Uri(url).Port != site.Grpc.Port && new Uri(url).Port != site.Http.Port));
        using HttpResponseMessage response = await site.GetAsync(own, "/own");
        Assert.Equal("own", await response.Content.ReadAsStringAsync());
        using HttpResponseMessage health = await site.CallAsync("/grpc.health.v1.Health/Check");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private sealed class RecordingSite : ISite
    {
        public List<string> Calls { get; } = [];

        public Func<Task<string>> Look { get; set; } = () => Task.FromResult("");

        public void Map(IEndpointRouteBuilder endpoints) => Calls.Add("map");

        public async Task StartAsync(CancellationToken cancellationToken) => Calls.Add("start: " + await Look());

        public async Task StopAsync(CancellationToken cancellationToken) =>
            Calls.Add("stop: " + (await Record.ExceptionAsync(Look))?.GetType().Name);

        public ValueTask DisposeAsync()
        {
            Calls.Add("dispose");
            return ValueTask.CompletedTask;
        }
    }
}
