using ClientHa.Core.Replication;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Documents;

/// <summary>What watches tell of the time.</summary>
public sealed class WatchClockTests
{
    private static readonly TimeSpan jump = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_watch_does_not_pass_on_the_time_of_a_clock_that_has_jumped()
    {
        JumpingTime time = new();
        await using RunningSite site = await RunningSite.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<ISite, EmbeddedSite>());
        HealthMoment moment = site.Health.Latest;
        while (!moment.State.IsServing)
            moment = await moment.NextAsync(HangGuard.Token);
        using WireChannel channel = site.OpenChannel();
        ulong before = await ClockOfWatchAsync(channel);

        time.Ahead = jump;

        long went = Stamp.Milliseconds(await ClockOfWatchAsync(channel)) - Stamp.Milliseconds(before);
        Assert.InRange(went, 0, (long)jump.TotalMilliseconds / 2);
    }

    private static async Task<ulong> ClockOfWatchAsync(WireChannel channel)
    {
        using WireServerStreamingCall<WatchResponse> watch = channel.ServerStreaming<WatchResponse>(
            DocumentsReflection.Descriptor.Services[0].FindMethodByName("Watch"), new WatchRequest());
        return (await watch.ReadAsync(HangGuard.Token))!.Clock;
    }

    private sealed class JumpingTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
