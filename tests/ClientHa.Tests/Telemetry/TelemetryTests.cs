using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using ClientHa.Telemetry;
using ClientHa.Tests.Sites;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ClientHa.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_tell_attempts_failovers_and_ejections_by_site()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        using Measurements measured = new(first.Port, second.Port);
        await bed.CallAsync();
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => measured.Of(TelemetryNames.Ejections).Any());

        string at = $"server.address=a.test server.port={first.Port}";
        Assert.Equal(
            [at, $"{at} error.type=down", $"server.address=b.test server.port={second.Port}"],
            measured.Of(TelemetryNames.AttemptDuration).Select(each => each.Tags));
        Assert.All(measured.Of(TelemetryNames.AttemptDuration), each => Assert.InRange(each.Value, 0, 30));
        Assert.Equal([(1.0, at)], measured.Of(TelemetryNames.Failovers));
        Assert.Equal([(1.0, at)], measured.Of(TelemetryNames.Ejections));
    }

    [Fact]
    public async Task An_attempt_that_an_ejection_moved_is_measured_as_interrupted()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        using Measurements measured = new(first.Port, second.Port);
        (first.OnCall, first.OnProbe) = (Answers.Nothing, Answers.NotServing);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Ejected);
        await call;
        (double seconds, string tags) = measured.Of(TelemetryNames.AttemptDuration).First();
        Assert.EndsWith("error.type=interrupted", tags, StringComparison.Ordinal);
        Assert.InRange(seconds, 1, 30);
    }

    [Fact]
    public async Task A_failover_is_an_event_of_the_callers_activity()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        using Activity activity = new Activity("the caller's").Start();
        await bed.CallAsync();
        Assert.Empty(activity.Events);
        await bed.EjectFirstAsync(first);

        ActivityEvent told = Assert.Single(activity.Events);
        Assert.Equal("clientha.failover", told.Name);
        Assert.Equal(
            ["clientha.reason=answered UNAVAILABLE", "clientha.site=a.test", $"server.port={first.Port}"],
            told.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_log_says_what_happened_and_what_follows()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        await bed.CallAsync();
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available, TimeSpan.FromSeconds(0.5));
        await Eventually.UntilAsync(() => bed.Log.TextsOf(105).Any());
        (first.OnCall, second.OnCall) = (Answers.Status(14), Answers.Status(14));
        using HttpResponseMessage response = await bed.SendAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => bed.Log.TextsOf(101).Any());

        Assert.Matches(
            @"^a\.test answered UNAVAILABLE; calls go to b\.test, next probe in [01]\.?\d? s, home not before 03:0\d:\d\d\.$",
            bed.Log.TextsOf(100).First());
        Assert.Equal("b.test answered UNAVAILABLE; no site is left: the reconnect delay is waived and all sites are tried.", bed.Log.TextsOf(101).Single());
        Assert.Matches(@"^a\.test has recovered; calls come home between 03:\d\d:\d\d and 03:\d\d:\d\d\.$", bed.Log.TextsOf(104).Single());
        Assert.Equal("a.test is available; calls go to a.test.", bed.Log.TextsOf(105).Single());
        Assert.Equal("A probe of a.test ended: alive.", bed.Log.TextsOf(111).First());
        Assert.Equal("/test.Test/Call failed at a.test: the site answered UNAVAILABLE; the call goes on at b.test.", bed.Log.TextsOf(200).First());
        Assert.Contains("a.test is at 127.0.0.1:" + first.Port + ".", bed.Log.TextsOf(300));
    }

    [Fact]
    public async Task A_site_that_flaps_does_not_flood_the_log_and_its_end_is_told()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        using Measurements measured = new(first.Port, second.Port);
        await bed.CallAsync();
        for (int i = 0; i < 20; i++)
        {
            int generation = bed.Health(0).Generation;
            bed.Directory.Record(new(Core.Failover.SiteEventKind.Draining, 0, generation) { Reason = "is draining" });
            bed.Directory.Record(new(Core.Failover.SiteEventKind.ProbeSucceeded, 0, generation));
            bed.Directory.Record(new(Core.Failover.SiteEventKind.ProbeSucceeded, 0, generation));
            bed.Directory.GoHome();
        }
        bed.Directory.Record(new(Core.Failover.SiteEventKind.Down, 0, bed.Health(0).Generation) { Reason = "is down" });
        await Eventually.UntilAsync(() => measured.Of(TelemetryNames.Ejections).Any());
        int[] states = [.. bed.Log.Entries.Where(entry => entry.Id is >= 100 and < 110).Select(entry => entry.Id)];
        Assert.Equal(8, states.Length);

        first.OnProbe = Answers.NotServing;
        await bed.AdvanceUntilAsync(() => bed.Log.TextsOf(107).Any(), TimeSpan.FromSeconds(1));
        Assert.Equal("a.test made 53 more changes in the last minute; it is ejected now.", bed.Log.TextsOf(107).Single());
    }

    [Fact]
    public async Task A_name_that_goes_on_failing_is_news_once()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        await bed.CallAsync();
        bed.Names.Fail("a.test");
        await bed.AdvanceUntilAsync(() => bed.Log.TextsOf(303).Count() >= 3, TimeSpan.FromSeconds(3));
        Assert.Single(bed.Log.TextsOf(301));

        int resolved = bed.Log.TextsOf(300).Count(Of);
        bed.Names.Set("a.test", IPAddress.Loopback);
        await bed.AdvanceUntilAsync(() => bed.Log.TextsOf(300).Count(Of) > resolved, TimeSpan.FromSeconds(3));
        bed.Names.Fail("a.test");
        await bed.AdvanceUntilAsync(() => bed.Log.TextsOf(301).Count() == 2, TimeSpan.FromSeconds(3));

        static bool Of(string text) => text.StartsWith("a.test is at", StringComparison.Ordinal);
    }

    [Fact]
    public void Event_ids_and_levels_are_stable()
    {
        string[] events = [.. typeof(Log).GetMethods(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public)
            .Select(method => (method.Name, Message: System.Reflection.CustomAttributeExtensions.GetCustomAttribute<LoggerMessageAttribute>(method)!))
            .OrderBy(each => each.Message.EventId)
            .Select(each => $"{each.Message.EventId} {each.Name} {each.Message.Level}")];
        Assert.Equal(
            [
                "100 SiteEjected Information", "101 LastSiteEjected Warning", "102 SiteDraining Information",
                "103 SiteSuspected Information", "104 SiteReturning Information", "105 SiteAvailable Information",
                "106 SiteInReserve Information", "107 SiteFlapped Information", "110 ListenerFailed Error", "111 Probed Debug", "112 FollowerFailed Error",
                "113 TlsReloaded Information", "114 TlsNotReloaded Warning", "120 Reconfigured Information",
                "121 NotReconfigured Error", "122 AddressKept Information", "130 NetworkChanged Information", "200 CallMoved Debug",
                "201 NotMeasured Error", "300 Resolved Debug",
                "301 NotResolved Warning", "302 ConfigurationNote Warning", "303 StillNotResolved Debug",
                "310 Discovered Information", "311 AddressesNotRead Warning", "312 AddressesNotKept Warning",
            ],
            events);
    }

    [Fact]
    public async Task No_header_and_no_body_is_logged()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        first.OnCall = Answers.Status(14);
        using HttpMessageInvoker invoker = new(bed.Handler, disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(bed.Handler.Address, "/test.Test/Call?token=secret1"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("secret2"),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("authorization", "secret3");
        request.Headers.Add("idempotency-key", "secret4");
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None);
        Assert.NotEmpty(bed.Log.TextsOf(200));
        Assert.DoesNotContain(bed.Log.Entries, entry => Regex.IsMatch(entry.Text, "secret"));
    }

    [Fact]
    public async Task A_log_that_throws_stops_no_failover()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Named(first, second);
        bed.Log.IsBroken = true;
        (first.OnCall, first.OnProbe) = (Answers.Nothing, Answers.NotServing);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);
        Assert.Equal(second.Server, await call);
        int failed = bed.Health(0).ConsecutiveFailedProbes;
        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveFailedProbes == failed + 2);
    }

    private static Bed Named(KestrelSite first, KestrelSite second)
    {
        Bed bed = new([$"a.test:{first.Port}", $"b.test:{second.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        return bed;
    }

    /// <summary>What the meter says of these ports: other tests run at the same time.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> all = new();
        private readonly int[] ports;

        public Measurements(params int[] ports)
        {
            this.ports = ports;
            listener.InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == "ClientHa")
                    own.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();
        }

        public IEnumerable<(double Value, string Tags)> Of(string instrument) =>
            all.Where(each => each.Instrument == instrument).Select(each => (each.Value, each.Tags));

        public void Dispose() => listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            KeyValuePair<string, object?>[] own = tags.ToArray();
            if (own.Any(tag => tag.Value is int port && ports.Contains(port)))
                all.Enqueue((instrument.Name, value, string.Join(' ', own.Select(tag => $"{tag.Key}={tag.Value}"))));
        }
    }
}
