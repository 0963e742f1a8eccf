using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ClientHa.Sites;
using ClientHa.Testing;
using ClientHa.Testing.Processes;
using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class ConnectRaceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly SteppedTime time = new();

    public static TheoryData<string, string> Families => new()
    {
        { "127.0.0.2", "127.0.0.1" }, { "::1", "127.0.0.1" }, { "127.0.0.1", "::1" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_black_hole_costs_250_ms_and_then_the_other_address_is_used(string hole, string good)
    {
        using DeafSite dead = DeafSite.BlackHole(IPAddress.Parse(hole));
        using DeafSite alive = DeafSite.Frozen(IPAddress.Parse(good));
        Task<Socket> connect = ConnectAsync(dead.EndPoint, alive.EndPoint);
        time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(connect.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        using Socket socket = await connect.WaitAsync(Eventually.HangGuard);
        Assert.Equal(alive.EndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task A_refusal_starts_the_next_address_at_once()
    {
        using DeafSite alive = DeafSite.Frozen();
        using Socket socket = await ConnectAsync(Refusing(2), Refusing(3), alive.EndPoint).WaitAsync(Eventually.HangGuard);
        Assert.Equal(alive.EndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task When_all_fail_each_address_says_why()
    {
        using DeafSite dead = DeafSite.BlackHole();
        IPEndPoint refusing = Refusing(2);
        Task<Socket> connect = ConnectRace.ConnectAsync(
            [refusing, dead.EndPoint], TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        ConnectFailedException exception = await Assert.ThrowsAsync<ConnectFailedException>(() => connect.WaitAsync(Eventually.HangGuard));
        Assert.Contains($"refused the connection at {refusing}", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"did not answer within 1 s at {dead.EndPoint}", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsLocal);
    }

    [Fact]
    public async Task A_lone_black_hole_costs_the_whole_limit_and_no_more()
    {
        using DeafSite dead = DeafSite.BlackHole();
        Task<Socket> connect = ConnectAsync(dead.EndPoint);
        time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.False(connect.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(
            "did not answer within 3 s",
            (await Assert.ThrowsAsync<ConnectFailedException>(() => connect.WaitAsync(Eventually.HangGuard))).Message);
    }

    [Fact]
    public async Task Whoever_gives_up_is_told_so()
    {
        using DeafSite dead = DeafSite.BlackHole();
        using CancellationTokenSource caller = new();
        Task<Socket> connect = ConnectRace.ConnectAsync([dead.EndPoint], Limit, time, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect.WaitAsync(Eventually.HangGuard));
    }

    [Fact]
    public async Task A_network_that_cannot_be_reached_is_this_machines_affair()
    {
        ConnectFailedException exception = await Assert.ThrowsAsync<ConnectFailedException>(
            () => ConnectAsync(Unreachable).WaitAsync(Eventually.HangGuard));
        Assert.True(exception.IsLocal);
        exception = await Assert.ThrowsAsync<ConnectFailedException>(
            () => ConnectAsync(Unreachable, Refusing(1)).WaitAsync(Eventually.HangGuard));
        Assert.False(exception.IsLocal);
    }

    [Fact]
    public async Task A_local_failure_blames_no_site()
    {
        await using KestrelSite second = await KestrelSite.StartAsync();
        using Bed bed = new([Unreachable.ToString(), second.Server]);
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.Equal(SiteState.Available, bed.Health(0).State);
    }

    [Fact]
    public async Task A_call_to_a_name_with_a_black_holed_address_is_answered_by_its_other_one()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using DeafSite dead = DeafSite.BlackHole(Loopback.Address(2), site.Port);
        using Bed bed = new([$"a.test:{site.Port}"]);
        bed.Names.Set("a.test", dead.EndPoint.Address, site.EndPoint.Address);
        Task<string> call = bed.CallAsync();

        // In steps so small that even a busy machine connects before the limit.
        await bed.AdvanceRegardlessUntilAsync(() => call.IsCompleted, stepMilliseconds: 2);
        Assert.Equal(site.Server, await call);
        Assert.Equal(SiteState.Available, bed.Health(0).State);
    }

    /// <summary>To the broadcast address there is no TCP route.</summary>
    private static IPEndPoint Unreachable => new(IPAddress.Broadcast, 9);

    private static IPEndPoint Refusing(int lastByte) => new(Loopback.Address(lastByte), FreePort.Find(Loopback.Address(lastByte)));

    private Task<Socket> ConnectAsync(params ImmutableArray<IPEndPoint> endpoints) =>
        ConnectRace.ConnectAsync(endpoints, Limit, time, CancellationToken.None);
}
