using ClientHa.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Tests.Draining;

/// <summary>The drain of an application that has no site.</summary>
public sealed class UseHaDrainTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task An_application_without_a_site_drains_too()
    {
        await using WebApplication app = await StartAsync(app => app.UseHaDrain(TimeSpan.FromSeconds(7)));
        Task stop = Task.Run(() => app.StopAsync());
        ManualTime.ManualTimer period = await time.NextTimerAsync();
        Assert.Equal(TimeSpan.FromSeconds(7), period.DueTime);

        using HttpClient client = new();
        using HttpResponseMessage response = await client.GetAsync(new Uri(new Uri(app.Urls.Single()), "/hello"), HangGuard.Token);
        Assert.Equal(("hello", "drain"), (await response.Content.ReadAsStringAsync(), DrainingSite.HintOf(response)));
        period.Fire();
        await stop.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task A_health_check_of_such_an_application_is_refused_from_the_drains_begin()
    {
        await using WebApplication app = await StartAsync(app => app.UseHaDrain());
        using HttpClient client = new();
        Uri check = new(new Uri(app.Urls.Single()), "/grpc.health.v1.Health/Check");
        using HttpResponseMessage before = await client.GetAsync(check, HangGuard.Token);
        Assert.Equal("healthy", await before.Content.ReadAsStringAsync());

        Task stop = Task.Run(() => app.StopAsync());
        ManualTime.ManualTimer period = await time.NextTimerAsync();
        using HttpResponseMessage response = await client.GetAsync(check, HangGuard.Token);
        Assert.Equal((503, "drain"), ((int)response.StatusCode, DrainingSite.HintOf(response)));
        period.Fire();
        await stop.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task The_period_is_added_to_the_hosts_own_time_once()
    {
        await using WebApplication app = await StartAsync(app => app.UseHaDrain(TimeSpan.FromSeconds(7)).UseHaDrain(TimeSpan.FromSeconds(9)));
        Assert.Equal(TimeSpan.FromSeconds(37), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task A_negative_period_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(app => app.UseHaDrain(TimeSpan.FromSeconds(-1))));

    private async Task<WebApplication> StartAsync(Action<WebApplication> use)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        WebApplication app = builder.Build();
        use(app);
        app.MapGet("/hello", () => "hello");
        app.MapGet("/grpc.health.v1.Health/Check", () => "healthy");
        await app.StartAsync(HangGuard.Token);
        return app;
    }
}
