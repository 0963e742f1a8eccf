using System.Diagnostics;
using System.Diagnostics.Metrics;
using ClientHa.Telemetry;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Telemetry;

/// <summary>Whoever listens to a client is the application's affair, and no call's.</summary>
public sealed class ThrowingListenerTests
{
    [Theory]
    [InlineData(TelemetryNames.AttemptDuration)]
    [InlineData(TelemetryNames.Failovers)]
    [InlineData(TelemetryNames.Ejections)]
    public async Task A_listener_of_metrics_that_throws_fails_no_call_keeps_no_site_and_is_logged_once(string instrument)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        int thrown = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (published, own) =>
        {
            if (published.Meter.Name == TelemetryNames.Source && published.Name == instrument)
                own.EnableMeasurementEvents(published);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Throw(tags));
        listener.Start();
        bool isToldOfEjection = false;
        bed.Handler.StatusChanged += (_, status) => isToldOfEjection |= status.Sites[0].State == SiteState.Ejected;

        Assert.Equal(first.Server, await bed.CallAsync());
        await bed.EjectFirstAsync(first);
        Assert.Equal(second.Server, await bed.CallAsync());

        await Eventually.UntilAsync(() => Volatile.Read(ref isToldOfEjection) && bed.Log.TextsOf(100).Any());
        Assert.True(thrown > 0, $"{instrument} was not measured");
        Assert.All(bed.Directory.Sites, site => Assert.Equal(0, site.CallsInFlight));
        Assert.Single(bed.Log.TextsOf(201));

        // All tests of this process have the same meter.
        void Throw(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Value is not int port || port != first.Port)
                    continue;
                Interlocked.Increment(ref thrown);
                throw new InvalidOperationException("listener");
            }
        }
    }

    /// <summary>An event on the caller's activity is told to nobody before that one ends, which is after the call.</summary>
    [Fact]
    public async Task A_listener_of_activities_is_not_called_inside_a_call()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        using ActivitySource source = new("the caller's");
        bool isBroken = false;
        using ActivityListener listener = new()
        {
            ShouldListenTo = each => ReferenceEquals(each, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => Answer(ActivitySamplingResult.AllData),
            ActivityStarted = _ => Answer(0),
            ActivityStopped = _ => Answer(0),
            ExceptionRecorder = (Activity _, Exception _, ref TagList _) => Answer(0),
        };
        ActivitySource.AddActivityListener(listener);
        using Activity activity = source.StartActivity("call") ?? throw new InvalidOperationException("It is not listened to.");

        isBroken = true;
        await bed.EjectFirstAsync(first);
        isBroken = false;

        Assert.Equal(TelemetryNames.FailoverEvent, Assert.Single(activity.Events).Name);
        Assert.All(bed.Directory.Sites, site => Assert.Equal(0, site.CallsInFlight));

        TAnswer Answer<TAnswer>(TAnswer answer) => isBroken ? throw new InvalidOperationException("listener") : answer;
    }
}
