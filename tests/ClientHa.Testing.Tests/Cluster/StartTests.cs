using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Applications whose start is not as it should be.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task An_application_that_does_not_start_in_time_is_told()
    {
        Task<HaCluster> starting = StartAsync(
            _ => new TaskCompletionSource().Task, options => options.StartTimeout = TimeSpan.FromMilliseconds(100));
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => starting.WaitAsync(HangGuard.Token));
        Assert.Contains("StartTimeout", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_that_starts_after_its_time_is_disposed_of_behind_its_start()
    {
        TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Assert.ThrowsAsync<TimeoutException>(() => StartAsync(
            _ => late.Task, options => options.StartTimeout = TimeSpan.FromMilliseconds(100), disposed.SetResult));
        Assert.False(disposed.Task.IsCompleted);
        late.SetResult();
        await disposed.Task.WaitAsync(HangGuard.Token);
    }

    [Fact]
    public async Task An_application_that_ends_itself_while_it_starts_is_stopped_behind_its_start()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isStarted = false, wasStarted = false;
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => HaCluster.StartAsync(
            1, builder => builder.Services.AddHostedService<Starting>(services => new(async cancellationToken =>
            {
                IHostApplicationLifetime lifetime = services.GetRequiredService<IHostApplicationLifetime>();
                lifetime.ApplicationStopped.Register(ended.SetResult);
                lifetime.StopApplication();
                for (int i = 0; i < 20 && !ended.Task.IsCompleted; i++)
                    await Network.Healthy.RoundTripAsync();
                isStarted = true;
            }, () => wasStarted = isStarted)),
            app => app.MapGet("/", () => "0")));
        Assert.Contains("ended itself", e.Message, StringComparison.Ordinal);
        Assert.True(wasStarted);
    }

    [Fact]
    public async Task An_application_that_is_cancelled_by_itself_while_it_starts_is_not_one_that_was_late()
    {
        // As by an HttpClient's timeout.
        OperationCanceledException e = await Assert.ThrowsAsync<TaskCanceledException>(() => StartAsync(_ => throw new TaskCanceledException("mine")));
        Assert.Equal("mine", e.Message);
    }

    [Fact]
    public async Task An_application_whose_end_points_cannot_be_mapped_is_disposed_of()
    {
        bool isDisposed = false;
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => HaCluster.StartAsync(
            1, builder => builder.Services.AddSingleton(_ => new Owned(() => isDisposed = true)), app =>
            {
                app.Services.GetRequiredService<Owned>();
                throw new InvalidOperationException("mine");
            }));
        Assert.Equal(("mine", true), (e.Message, isDisposed));
    }

    [Fact]
    public async Task A_healing_that_was_cancelled_can_be_tried_again()
    {
        int starts = 0;
        await using HaCluster cluster = await StartAsync(_ => ++starts == 2 ? throw new TaskCanceledException() : Task.CompletedTask);
        HaFault kill = await cluster[0].KillAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => kill.HealAsync());
        await kill.HealAsync();
        Assert.Equal((true, true), (kill.IsHealed, cluster[0].IsRunning));
    }

    [Fact]
    public async Task A_start_that_the_end_of_its_cluster_breaks_off_is_no_trouble_afterwards()
    {
        int starts = 0;
        TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HaCluster cluster = await StartAsync(async cancellationToken =>
        {
            if (++starts == 1)
                return;
            again.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        });
        HaFault kill = await cluster[0].KillAsync();
        Task healing = kill.HealAsync();
        await again.Task.WaitAsync(HangGuard.Token);
        await cluster.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => healing);
        await kill.DisposeAsync();
    }

    private static Task<HaCluster> StartAsync(
        Func<CancellationToken, Task> starts, Action<HaClusterOptions>? configure = null, Action? disposed = null) => HaCluster.StartAsync(
        1, builder => builder.Services.AddHostedService(_ => new Starting(starts, disposed: disposed)), app => app.MapGet("/", () => "0"), configure);

    private sealed class Starting(Func<CancellationToken, Task> starts, Action? stops = null, Action? disposed = null) : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => starts(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken)
        {
            stops?.Invoke();
            return Task.CompletedTask;
        }

        public void Dispose() => disposed?.Invoke();
    }

    private sealed class Owned(Action disposed) : IDisposable
    {
        public void Dispose() => disposed();
    }
}
