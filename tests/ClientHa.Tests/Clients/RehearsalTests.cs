using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ClientHa.Clients;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Clients;

[Collection(nameof(Alone))]
public sealed class RehearsalTests
{
    private static readonly string[] Names = ["http.", "clientha.", "System.Net"];

    [Fact]
    public async Task A_call_goes_from_a_connection_that_breaks_to_a_site_that_refuses_it()
    {
        HaStatus? status = await Rehearsal.RunAsync().WaitAsync(Eventually.HangGuard);
        Assert.NotNull(status);
        Assert.Equal([SiteState.Ejected, SiteState.Ejected], status.Sites.Select(site => site.State));
        Assert.Equal(["reset the connection", "refused the connection"], status.Sites.Select(site => site.LastError));
    }

    [Fact]
    public async Task Nobody_hears_of_it()
    {
        ConcurrentQueue<string> heard = [];
        using MeterListener metrics = new();
        metrics.InstrumentPublished = (instrument, own) => own.EnableMeasurementEvents(instrument);
        metrics.SetMeasurementEventCallback<double>((instrument, _, _, _) => heard.Enqueue(instrument.Name));
        metrics.SetMeasurementEventCallback<long>((instrument, _, _, _) => heard.Enqueue(instrument.Name));
        metrics.Start();
        using ActivityListener spans = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity => heard.Enqueue(activity.OperationName),
        };
        ActivitySource.AddActivityListener(spans);
        Assert.NotNull(await Rehearsal.RunAsync().WaitAsync(Eventually.HangGuard));
        Assert.DoesNotContain(heard, each => Names.Any(name => each.StartsWith(name, StringComparison.Ordinal)));

        // An ordinary call is heard, by each of the three names.
        await using KestrelSite site = await KestrelSite.StartAsync();
        using (HaHttpHandler handler = new(new HaOptions { Servers = [$"127.0.0.1:{site.Port}"] }))
        using (HttpClient client = new(handler, disposeHandler: false) { BaseAddress = handler.Address })
            (await client.GetAsync("/")).Dispose();
        Assert.All(Names, name => Assert.Contains(heard, each => each.StartsWith(name, StringComparison.Ordinal)));
    }
}
