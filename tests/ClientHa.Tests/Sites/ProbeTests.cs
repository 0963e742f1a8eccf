using ClientHa.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class ProbeTests
{
    [Fact]
    public async Task An_ejected_site_is_probed_after_1_2_4_8_15_and_15_seconds_with_jitter()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnProbe = Answers.Status(14);
        await bed.EjectFirstAsync(first);

        List<double> shares = [];
        foreach ((int failures, double seconds) in new[] { 1.0, 2, 4, 8, 15, 15 }.Index())
        {
            double wait = (bed.Health(0).NextProbeAt - bed.Directory.Clock.Now).TotalSeconds;
            Assert.InRange(wait, seconds * 0.8, seconds * 1.2);
            shares.Add(wait / seconds);
            bed.AdvanceTo(bed.Health(0).NextProbeAt, isJustBefore: true);
            Assert.False(bed.Health(0).IsProbing);
            Assert.Equal(failures, first.Probes);
            bed.Time.Advance(TimeSpan.FromTicks(1));
            await Eventually.UntilAsync(() => bed.Health(0).ConsecutiveFailedProbes == failures + 1);
            Assert.Equal(failures + 1, first.Probes);
        }
        Assert.Equal(shares.Count, shares.Distinct().Count());
        Assert.Equal(0, second.Probes);
    }

    [Fact]
    public async Task Two_good_probes_and_the_end_of_the_reconnect_delay_readmit_a_site()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options =>
        {
            options.Failback = Failback.Immediate;
            options.ReconnectDelay = TimeSpan.FromSeconds(20);
        });
        await bed.EjectFirstAsync(first);

        Instant soon = bed.Health(0).ReadmitAt + TimeSpan.FromMilliseconds(-60);
        await bed.AdvanceUntilAsync(() => bed.Directory.Clock.Now >= soon && !bed.Health(0).IsProbing);
        Assert.True(bed.Health(0).ConsecutiveGoodProbes >= 2);
        bed.AdvanceTo(bed.Health(0).ReadmitAt, isJustBefore: true);
        Assert.Equal(SiteState.Ejected, bed.Health(0).State);
        Assert.Equal(second.Server, await bed.CallAsync());
        bed.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(SiteState.Available, bed.Health(0).State);
        Assert.Equal(first.Server, await bed.CallAsync());
    }

    [Fact]
    public async Task After_the_reconnect_delay_one_good_probe_is_not_enough()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server], options =>
        {
            options.Failback = Failback.Immediate;
            options.ReconnectDelay = TimeSpan.FromSeconds(5);
        });
        first.OnProbe = Answers.NotServing;
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Directory.Clock.Now > bed.Health(0).ReadmitAt + TimeSpan.FromSeconds(1));

        first.OnProbe = Answers.Serving;
        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveGoodProbes == 1);
        Assert.Equal(SiteState.Ejected, bed.Health(0).State);
        Assert.Equal(second.Server, await bed.CallAsync());
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available);
        Assert.Equal(first.Server, await bed.CallAsync());
    }

    public static TheoryData<string, Func<HttpContext, Task>, string?> AnswersToGrpcProbes => new()
    {
        { "SERVING", Answers.Serving, null },
        { "NOT_SERVING", Answers.NotServing, "the site says NOT_SERVING" },
        { "UNIMPLEMENTED", Answers.Status(12), null },
        { "UNAUTHENTICATED", Answers.Status(16), null },
        { "UNAVAILABLE", Answers.Status(14), "the site says UNAVAILABLE" },
        { "HTTP 404", Answers.Http(404), null },
        { "HTTP 503", Answers.Http(503), "answered HTTP 503" },
    };

    [Theory]
    [MemberData(nameof(AnswersToGrpcProbes), DisableDiscoveryEnumeration = true)]
    public async Task A_gRPC_probe_asks_the_health_service_and_takes_every_other_answer_for_life(
        string answer, Func<HttpContext, Task> give, string? fault)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        string? asked = null;
        first.OnProbe = async context =>
        {
            byte[] body = new byte[16];
            int length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false);
            asked = $"{context.Request.Method} {context.Request.Path} {context.Request.ContentType} {context.Request.Protocol} " +
                $"te={context.Request.Headers.TE} {Convert.ToHexString(body, 0, length)}";
            await give(context);
        };
        await bed.EjectFirstAsync(first);
        string? reason = bed.Health(0).Reason;
        await bed.AdvanceUntilAsync(() => first.Probes == 1 && !bed.Health(0).IsProbing);

        Assert.Equal("POST /grpc.health.v1.Health/Check application/grpc HTTP/2 te=trailers 0000000000", asked);
        Assert.Equal((fault is null ? 1 : 0, fault is null ? 0 : 1), (bed.Health(0).ConsecutiveGoodProbes, bed.Health(0).ConsecutiveFailedProbes));
        Assert.Equal(fault ?? reason, bed.Health(0).Reason);
        Assert.NotEmpty(answer);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(401, null)]
    [InlineData(500, null)]
    [InlineData(503, "answered HTTP 503")]
    public async Task A_plain_HTTP_application_is_probed_by_a_GET_in_its_own_version(int status, string? fault)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        await using KestrelSite second = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        using Bed bed = Bed.For(first, second);
        string? asked = null;
        first.OnProbe = context =>
        {
            asked = $"{context.Request.Method} {context.Request.Path} {context.Request.Protocol}";
            return Answers.Http(status)(context);
        };
        first.OnCall = Answers.Http(503);
        Assert.Equal(second.Server, await bed.GetAsync());
        await bed.AdvanceUntilAsync(() => first.Probes == 1 && !bed.Health(0).IsProbing);

        Assert.Equal("GET / HTTP/1.1", asked);
        Assert.Equal((fault is null ? 1 : 0, fault is null ? 0 : 1), (bed.Health(0).ConsecutiveGoodProbes, bed.Health(0).ConsecutiveFailedProbes));
        Assert.Equal(fault ?? "answered HTTP 503", bed.Health(0).Reason);
    }

    [Theory]
    [InlineData(false, 200, null)]
    [InlineData(false, 204, null)]
    [InlineData(false, 404, "answered HTTP 404 to GET /healthz")]
    [InlineData(false, 503, "answered HTTP 503 to GET /healthz")]
    [InlineData(true, 200, null)]
    [InlineData(true, 500, "answered HTTP 500 to GET /healthz")]
    public async Task Where_a_ProbePath_is_set_it_is_what_a_probe_GETs(bool isGrpc, int status, string? fault)
    {
        HttpProtocols protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
        await using KestrelSite first = await KestrelSite.StartAsync(protocols: protocols);
        await using KestrelSite second = await KestrelSite.StartAsync(protocols: protocols);
        using Bed bed = new([first.Server, second.Server], options => options.ProbePath = "/healthz");
        string? asked = null;
        first.OnProbe = context =>
        {
            asked = $"{context.Request.Method} {context.Request.Path} {context.Request.Protocol}";
            return Answers.Http(status)(context);
        };
        first.OnCall = Answers.Http(503);
        Assert.Equal(second.Server, isGrpc ? await bed.CallAsync(isIdempotent: true) : await bed.GetAsync());
        await bed.AdvanceUntilAsync(() => first.Probes == 1 && !bed.Health(0).IsProbing);

        Assert.Equal($"GET /healthz HTTP/{(isGrpc ? "2" : "1.1")}", asked);
        Assert.Equal((fault is null ? 1 : 0, fault is null ? 0 : 1), (bed.Health(0).ConsecutiveGoodProbes, bed.Health(0).ConsecutiveFailedProbes));
        Assert.Equal(fault ?? "answered HTTP 503", bed.Health(0).Reason);
    }

    [Fact]
    public async Task Calls_neither_pay_for_a_probe_nor_go_to_an_ejected_site_while_another_is_good()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnProbe = Answers.Nothing;
        await bed.EjectFirstAsync(first);
        int calls = first.Calls;
        bed.AdvanceTo(bed.Health(0).NextProbeAt);
        await Eventually.UntilAsync(() => first.Probes == 1);

        // The probe hangs, the clock stands still, and yet calls are answered.
        for (int i = 0; i < 20; i++)
            Assert.Equal(second.Server, await bed.CallAsync());
        bed.Time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.UntilAsync(() => bed.Health(0).ConsecutiveFailedProbes == 1);
        Assert.Equal("no answer within 3 s", bed.Health(0).Reason);
        Assert.Equal(calls, first.Calls);
    }

    [Fact]
    public async Task A_site_is_never_probed_twice_at_once()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.EjectFirstAsync(first);
        first.OnProbe = Answers.Status(14);
        bed.Time.Overlap = 2;

        for (int probes = 1; probes <= 50; probes++)
        {
            bed.AdvanceTo(bed.Health(0).NextProbeAt);
            await Eventually.UntilAsync(() => bed.Health(0) is { IsProbing: false } health && health.ConsecutiveFailedProbes >= probes);
            Assert.Equal(probes, first.Probes);
        }
    }

    [Fact]
    public async Task A_probe_takes_a_connection_of_its_own_and_closes_it()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => first.OpenConnections == 0);

        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveGoodProbes == 1);
        Assert.Equal(2, first.Connections);
        await Eventually.UntilAsync(() => first.OpenConnections == 0);
    }

    [Fact]
    public async Task A_callback_for_handlers_that_throws_ends_one_probe_and_not_all()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        bool isBroken = false;
        using Bed bed = new([first.Server, second.Server], options => options.ConfigureSocketsHandler = _ =>
        {
            if (Volatile.Read(ref isBroken))
                throw new InvalidOperationException("no certificate in the store");
        });
        await bed.EjectFirstAsync(first);
        Volatile.Write(ref isBroken, true);
        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveFailedProbes == 1);
        Assert.Contains("no certificate in the store", bed.Health(0).Reason, StringComparison.Ordinal);

        Volatile.Write(ref isBroken, false);
        await bed.AdvanceUntilAsync(() => bed.Health(0).ConsecutiveGoodProbes == 1);
    }
}
