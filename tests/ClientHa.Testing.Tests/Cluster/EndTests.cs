using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Sites whose end is not as it should be: they come too late, throw, or have ended before.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task What_a_killed_application_still_asks_for_is_nothing_to_its_successor()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        IHostApplicationLifetime killed = cluster[0].Services.GetRequiredService<IHostApplicationLifetime>();
        await cluster[0].RestartAsync();

        // As the host does for a background service that was cancelled without a stop.
        killed.StopApplication();
        IHostApplicationLifetime successor = cluster[0].Services.GetRequiredService<IHostApplicationLifetime>();
        await cluster[0].KillAsync();
        Assert.False(successor.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task An_application_that_does_not_stop_in_time_is_killed()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(
            1, builder => builder.Services.AddHostedService<Lingering>(), app => app.MapGet("/", () => "0"),
            options => options.StopTimeout = TimeSpan.FromMilliseconds(100));
        HaFault stop = await cluster[0].StopAsync().WaitAsync(HangGuard.Token);
        Assert.False(cluster[0].IsRunning);
        await stop.HealAsync();
        using Asker client = Asker.Of(cluster[0], cluster, Kind.Application);
        await client.AnswersAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_that_fails_at_its_end_has_ended_and_can_be_started_again(bool stops)
    {
        await using HaCluster cluster = await HaCluster.StartAsync(
            1, builder => builder.Services.AddHostedService<Failing>(), app => app.MapGet("/", () => "0"));
        HaFault end = await (stops ? cluster[0].StopAsync() : cluster[0].KillAsync());
        Assert.False(cluster[0].IsRunning);
        await end.HealAsync();
        Assert.True(cluster[0].IsRunning);
        using Asker client = Asker.Of(cluster[0], cluster, Kind.Application);
        await client.AnswersAsync();
    }

    [Theory]
    [InlineData(Kind.ServerProcess)]
    [InlineData(Kind.Program)]
    public async Task The_freeze_of_a_process_that_has_ended_can_be_healed(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        HaFault kill = await cluster[1].KillAsync();
        await cluster[0].FreezeAsync();
        using (Process process = Process.GetProcessById(cluster[0].ProcessId!.Value))
            process.Kill();
        CancellationToken limit = HangGuard.Token;
        while (cluster[0].IsRunning)
            await Task.Delay(10, limit);

        await cluster.HealAsync();
        Assert.True(kill.IsHealed);
        await cluster[0].RestartAsync();
        using Asker client = Asker.Of(cluster[0], cluster, kind);
        await client.AnswersAsync();
    }

    /// <summary>Heeds no limit.</summary>
    private sealed class Lingering : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;
    }

    private sealed class Failing : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => throw new InvalidTimeZoneException();

        public void Dispose() => throw new InvalidTimeZoneException();
    }
}
