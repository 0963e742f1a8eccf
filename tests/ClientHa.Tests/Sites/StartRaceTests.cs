using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Polly.Simmy;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>What a call pays for a site that has no ready connection, on a clock that the test moves.</summary>
public sealed class StartRaceTests
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_black_holed_first_choice_costs_any_call_250_ms_and_then_the_next_site_answers(bool isIdempotent)
    {
        using DeafSite first = DeafSite.BlackHole();
        await using KestrelSite second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server]);
        Task<string> call = bed.CallAsync(isIdempotent);
        bed.Time.Advance(Stagger - TimeSpan.FromTicks(1));
        Assert.Equal((0, false), (second.Connections, call.IsCompleted));
        bed.Time.Advance(TimeSpan.FromTicks(1));

        // The clock stands still: nothing but the 250 ms was waited for.
        Assert.Equal(second.Server, await call.WaitAsync(Eventually.HangGuard));
        Assert.Equal(SiteState.Available, bed.Health(0).State);
    }

    [Fact]
    public async Task A_site_that_nobody_has_connected_to_is_not_blamed_for_a_call_that_was_given_up_before_it_was_sent()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.SendAsync(cancellationToken: new CancellationToken(canceled: true)));
        await PassConnectTimeoutAsync(bed);
        Assert.Equal((SiteState.Available, null), (bed.Health(0).State, bed.Health(0).Reason));
        Assert.Equal(0, second.Probes);
    }

    [Fact]
    public async Task A_site_is_not_blamed_where_the_application_held_the_attempt_back()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        TaskCompletionSource held = new();
        using Bed bed = new(
            [first.Server, second.Server],
            options => options.ConfigurePipeline = builder => builder.AddFailover().AddChaosBehavior(1, async _ => await held.Task));
        Task<string> call = bed.CallAsync();
        bed.Time.Advance(TimeSpan.FromSeconds(0.25));
        await PassConnectTimeoutAsync(bed);
        held.SetResult();
        Assert.Equal(first.Server, await call);
        Assert.NotEqual(SiteState.Ejected, bed.Health(0).State);
        Assert.Equal(0, second.Probes);
    }

    [Fact]
    public async Task A_site_that_answers_over_connections_of_the_applications_own_making_is_ready()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new(
            [first.Server, second.Server],
            options => options.ConfigureSocketsHandler = handler => handler.ConnectCallback = async (context, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            });
        Assert.Equal(first.Server, await bed.CallAsync());
        await PassConnectTimeoutAsync(bed);
        Assert.Equal((SiteState.Available, null), (bed.Health(0).State, bed.Health(0).Reason));
        Assert.Equal(0, second.Probes);
    }

    [Fact]
    public async Task A_frozen_first_choice_keeps_a_call_that_it_may_have_got_and_no_other()
    {
        using DeafSite first = DeafSite.Frozen();
        await using KestrelSite second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server]);
        Task<string> immovable = bed.CallAsync(), movable = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => bed.Connections(0).Unsent() is null);
        bed.Time.Advance(Stagger);

        Assert.Equal(second.Server, await movable.WaitAsync(Eventually.HangGuard));
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.False(immovable.IsCompleted);
        Assert.Equal(1, bed.Directory.Sites[0].CallsInFlight);
    }

    [Fact]
    public async Task Later_calls_do_not_pay_again_and_go_back_with_the_first_byte()
    {
        TaskCompletionSource gate = new();
        await using KestrelSite first = await KestrelSite.StartAsync(tls: listen => listen.Use(next => async connection =>
        {
            await gate.Task;
            await next(connection);
        }));
        await using KestrelSite second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        bed.Time.Advance(Stagger);
        Assert.Equal(second.Server, await call);
        Assert.Equal(1UL, bed.Directory.Unready);
        for (int i = 0; i < 5; i++)
            Assert.Equal(second.Server, await bed.CallAsync());

        // A stall of 1.5 s is no reason to eject.
        bed.Time.Advance(TimeSpan.FromSeconds(1.5) - Stagger);
        gate.SetResult();
        await Eventually.UntilAsync(() => bed.Directory.Unready == 0);
        Assert.Equal(first.Server, await bed.CallAsync());
        Assert.Equal((SiteState.Available, null), (bed.Health(0).State, bed.Health(0).Reason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_loser_is_judged_by_its_own_ConnectTimeout(bool isBlackHole)
    {
        using DeafSite first = isBlackHole ? DeafSite.BlackHole() : DeafSite.Frozen();
        await using KestrelSite second = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server]);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        bed.Time.Advance(Stagger);
        Assert.Equal(second.Server, await call);
        bed.Time.Advance(TimeSpan.FromSeconds(3) - Stagger - TimeSpan.FromTicks(1));
        Assert.Equal(SiteState.Available, bed.Health(0).State);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Ejected);

        Assert.Equal("did not answer within 3 s", bed.Health(0).Reason);
        Assert.Equal(0UL, bed.Directory.Unready);
    }

    [Fact]
    public async Task Each_250_ms_one_distinct_endpoint_more_is_connected_to()
    {
        using DeafSite first = DeafSite.BlackHole(), third = DeafSite.BlackHole();
        await using KestrelSite last = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{first.EndPoint.Port}", $"b.test:{first.EndPoint.Port}", third.Server, last.Server]);
        bed.Names.Set("a.test", first.EndPoint.Address);
        bed.Names.Set("b.test", first.EndPoint.Address);
        Task<string> call = bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Directory.Sites.All(site => site.Addresses.Key is not null));
        bed.Time.Advance(Stagger);
        await Eventually.UntilAsync(() => bed.Time.IsDueIn(Stagger));
        Assert.Equal((0, false), (last.Connections, call.IsCompleted));
        bed.Time.Advance(Stagger);

        Assert.Equal(last.Server, await call.WaitAsync(Eventually.HangGuard));
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(2).State == SiteState.Ejected);
        Assert.Equal(SiteState.Available, bed.Health(3).State);
    }

    [Fact]
    public async Task Calls_that_are_spread_over_all_sites_wait_for_none_that_is_not_ready()
    {
        using DeafSite first = DeafSite.BlackHole(), second = DeafSite.Frozen();
        await using KestrelSite third = await KestrelSite.StartAsync();
        using Bed bed = new([first.Server, second.Server, third.Server], options => options.Policy = SelectionPolicy.RoundRobin);

        // The clock stands still: nothing is waited for but the connecting.
        for (int i = 0; i < 6; i++)
            Assert.Equal(third.Server, await bed.CallAsync(isIdempotent: true).WaitAsync(Eventually.HangGuard));
    }

    [Fact]
    public async Task A_site_whose_connections_are_gone_is_started_anew()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        Assert.Equal(first.Server, await bed.CallAsync());
        await Eventually.UntilAsync(() => bed.Connections(0).IsReady);
        await first.KillAsync();
        await Eventually.UntilAsync(() => !bed.Connections(0).IsReady);
        using DeafSite hole = DeafSite.BlackHole(port: first.Port);
        Task<string> call = bed.CallAsync();
        bed.Time.Advance(Stagger);

        Assert.Equal(second.Server, await call);
    }

    [Fact]
    public async Task A_lone_site_has_its_time_to_connect()
    {
        TaskCompletionSource gate = new();
        await using KestrelSite site = await KestrelSite.StartAsync(tls: listen => listen.Use(next => async connection =>
        {
            await gate.Task;
            await next(connection);
        }));
        using Bed bed = Bed.For(site);
        Task<string> call = bed.CallAsync();
        bed.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(call.IsCompleted);
        gate.SetResult();
        Assert.Equal(site.Server, await call);
    }

    [Fact]
    public async Task Over_plain_HTTP_1_a_connection_is_a_sign_of_life()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        await using KestrelSite second = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        using Bed bed = Bed.For(first, second);
        TaskCompletionSource gate = new();
        first.OnCall = Answers.OkAfter(gate.Task);
        Task<string> call = bed.GetAsync();
        await Eventually.UntilAsync(() => first.Calls == 1);
        bed.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(0, second.Connections);
        gate.SetResult();
        Assert.Equal(first.Server, await call);
    }

    [Fact]
    public async Task A_black_holed_first_choice_costs_a_plain_POST_250_ms_too()
    {
        using DeafSite first = DeafSite.BlackHole();
        await using KestrelSite second = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        using Bed bed = new([first.Server, second.Server]);
        Task<string> call = bed.GetAsync(HttpMethod.Post);
        bed.Time.Advance(Stagger);
        Assert.Equal(second.Server, await call);
    }

    [Fact]
    public async Task A_proxy_that_the_application_sets_is_connected_to_in_place_of_the_site()
    {
        await using KestrelSite proxy = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1), site = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        using Bed bed = new(
            [site.Server],
            options => options.ConfigureSocketsHandler = handler => (handler.UseProxy, handler.Proxy) = (true, new WebProxy($"http://{proxy.Server}")));
        Assert.Equal(proxy.Server, await bed.GetAsync());
        Assert.Equal((1, 0), (proxy.Calls, site.Connections));
    }

    private static Task PassConnectTimeoutAsync(Bed bed)
    {
        Core.Instant end = bed.Directory.Clock.Now + TimeSpan.FromSeconds(4);
        return bed.AdvanceRegardlessUntilAsync(() => bed.Directory.Clock.Now >= end);
    }
}
