using ClientHa.Server.Health;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ClientHa.Server.Tests.Health;

public sealed class HealthServiceTests : IAsyncLifetime
{
    private RunningSite? running;
    private WireChannel? channel;

    private RunningSite Site => running!;

    public async Task InitializeAsync()
    {
        running = await RunningSite.StartAsync(map: app => app.MapPost("/clinic.Clinic/Find", () => ""));
        channel = running.OpenChannel();
    }

    public async Task DisposeAsync()
    {
        channel?.Dispose();
        if (running is not null)
            await running.DisposeAsync();
    }

    [Fact]
    public async Task A_site_serves_as_long_as_it_says_so()
    {
        Assert.Equal(ServingStatus.Serving, await CheckAsync(""));
        Site.Health.Set(HealthState.Joining("takes over the documents of site 1"));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));
        Site.Health.Set(HealthState.Serving);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(""));
    }

    [Theory]
    [InlineData("grpc.health.v1.Health")]
    [InlineData("clinic.Clinic")]
    public async Task A_service_of_the_application_is_known_by_its_full_name(string service) =>
        Assert.Equal(ServingStatus.Serving, await CheckAsync(service));

    [Theory]
    [InlineData("clinic.clinic")]
    [InlineData("clinic.Clinic/Find")]
    [InlineData("Clinic")]
    public async Task A_check_of_an_unknown_service_is_answered_NOT_FOUND(string service)
    {
        WireException e = await Assert.ThrowsAsync<WireException>(() => CheckAsync(service));
        Assert.Equal((WireStatusCode.NotFound, $"The service '{service}' is not served here."), (e.StatusCode, e.Detail));
    }

    [Fact]
    public async Task A_watcher_is_told_the_state_at_once_and_then_each_change()
    {
        using WireServerStreamingCall<HealthCheckResponse> watch = Watch("clinic.Clinic");

        Assert.Equal(ServingStatus.Serving, (await watch.ReadAsync())?.Status);
        Site.Health.Set(HealthState.Joining("one reason"));
        Site.Health.Set(HealthState.Joining("another reason"));
        Site.Health.Set(HealthState.Serving);
        Assert.Equal(ServingStatus.NotServing, (await watch.ReadAsync())?.Status);
        Assert.Equal(ServingStatus.Serving, (await watch.ReadAsync())?.Status);
    }

    [Fact]
    public async Task A_watcher_of_an_unknown_service_is_told_so_and_stays()
    {
        using WireServerStreamingCall<HealthCheckResponse> watch = Watch("none");

        Assert.Equal(ServingStatus.ServiceUnknown, (await watch.ReadAsync())?.Status);
        ValueTask<HealthCheckResponse?> next = watch.ReadAsync();
        Site.Health.Set(HealthState.Joining("a reason"));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public void A_drain_is_final()
    {
        Site.Health.Set(HealthState.Draining);
        Site.Health.Set(HealthState.Serving);
        Assert.Equal("draining: stops and sends its clients to other sites", Site.Health.Current.ToString());
    }

    private static MethodDescriptor Method(string name) => HealthService.Descriptor.FindMethodByName(name);

    private async Task<ServingStatus> CheckAsync(string service) =>
        (await channel!.UnaryAsync<HealthCheckResponse>(
            Method("Check"), new HealthCheckRequest { Service = service }, cancellationToken: HangGuard.Token)).Status;

    private WireServerStreamingCall<HealthCheckResponse> Watch(string service) =>
        channel!.ServerStreaming<HealthCheckResponse>(Method("Watch"), new HealthCheckRequest { Service = service }, null, HangGuard.Token);
}
