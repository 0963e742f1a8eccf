using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClientHa.Testing.Network;

namespace ClientHa.Testing.Tests.Network;

public sealed class BridgeFaultTests : IAsyncLifetime
{
    private static readonly FlowFaults Blackhole = new() { Blackhole = true };
    private readonly BridgedSite site = BridgedSite.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await site.DisposeAsync();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_blackhole_holds_its_directions_and_no_other(bool isForth, bool isBack)
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        await site.Bridge.SetAsync(new() { Forth = When(isForth), Back = When(isBack) });
        await client.SayAsync("forth");
        await server.SayAsync("back");
        client.Shutdown(SocketShutdown.Send);

        if (isForth)
            await Healthy.AssertSilentAsync(server);
        else
            Assert.Equal("forth", await server.HearEndAsync());
        if (isBack)
            await Healthy.AssertSilentAsync(client);
        else
            Assert.Equal("back", await client.HearAsync(4));

        await site.Bridge.SetAsync(BridgeFaults.Nothing);
        if (isForth)
            Assert.Equal("forth", await server.HearEndAsync());
        if (isBack)
            Assert.Equal("back", await client.HearAsync(4));
    }

    [Fact]
    public async Task A_frozen_site_is_connected_to_and_says_nothing_until_it_is_thawed()
    {
        (Socket before, Socket beforeServer) = await site.ConnectAsync();

        await site.Bridge.SetAsync(new() { Freeze = true });
        Socket client = await site.DialAsync();
        await before.SayAsync("one");
        await client.SayAsync("two");
        await Healthy.AssertSilentAsync(beforeServer);

        await site.Bridge.SetAsync(BridgeFaults.Nothing);
        Assert.Equal("one", await beforeServer.HearAsync(3));
        Assert.Equal("two", await (await site.AcceptAsync()).HearAsync(3));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_connect_into_a_blackhole_has_no_answer_until_it_is_healed(bool isForth, bool isBack)
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (int round = 0; round < 2; round++)
        {
            await site.Bridge.SetAsync(new() { Forth = When(isForth), Back = When(isBack) });
            Task[] connects = [.. Enumerable.Range(0, 10).Select(_ => site.NewClient().ConnectAsync(site.Bridge.EndPoint, HangGuard.Token).AsTask())];
            await Healthy.RoundTripAsync();
            Assert.All(connects, connect => Assert.False(connect.IsCompleted));

            await site.Bridge.SetAsync(BridgeFaults.Nothing);
            await Task.WhenAll(connects);
            for (int i = 0; i < connects.Length; i++)
                await site.AcceptAsync();
        }
    }

    [Fact]
    public async Task A_blackhole_comes_and_goes_while_clients_connect()
    {
        using var over = new CancellationTokenSource();
        Task connecting = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await client.ConnectAsync(site.Bridge.EndPoint, HangGuard.Token);
                client.Close(0);
            }
        });

        for (int i = 0; i < 5; i++)
        {
            await site.Bridge.SetAsync(new() { Forth = Blackhole }).WaitAsync(HangGuard.Token);
            await site.Bridge.SetAsync(BridgeFaults.Nothing).WaitAsync(HangGuard.Token);
            await Healthy.RoundTripAsync();
        }
        await over.CancelAsync();
        await connecting;
    }

    [Fact]
    public async Task A_reset_that_vanishes_comes_when_the_blackhole_is_healed()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        await site.Bridge.SetAsync(new() { Back = Blackhole });
        server.Close(0);
        await client.SayAsync("into the dark");
        await Healthy.AssertSilentAsync(client);
        await site.Bridge.SetAsync(BridgeFaults.Nothing);

        Assert.Equal("ConnectionReset", await client.HearEndAsync());
    }

    [Fact]
    public async Task What_was_sent_before_a_reset_comes_before_it_although_the_reset_is_known_first()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        // Or the reset could meet the bridge while it still connects: then there is nothing before it.
        await client.SayAsync("hello");
        await server.HearAsync(5);
        await site.Bridge.SetAsync(new() { Back = new() { Delay = TimeSpan.FromHours(1) } });
        await server.SayAsync("goaway");
        server.Close(0);
        await client.SayAsync("too late");
        await Healthy.AssertSilentAsync(client);

        await site.Bridge.SetAsync(BridgeFaults.Nothing);

        Assert.Equal("goawayConnectionReset", await client.HearEndAsync());
    }

    [Fact]
    public async Task A_client_hears_that_its_site_is_not_there_when_the_site_thaws()
    {
        site.CloseListener();
        await site.Bridge.SetAsync(new() { Freeze = true });
        Socket client = await site.DialAsync();
        await Healthy.AssertSilentAsync(client);

        await site.Bridge.SetAsync(BridgeFaults.Nothing);

        Assert.Equal("ConnectionReset", await client.HearEndAsync());
    }

    [Fact]
    public async Task Connects_are_refused_and_nobody_else_gets_the_port()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        for (int round = 0; round < 3; round++)
        {
            await site.Bridge.SetAsync(new() { Refuse = true });
            var refused = await Assert.ThrowsAsync<SocketException>(() => site.DialAsync());
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            if (OperatingSystem.IsLinux())
                AssertTaken(site.Bridge.EndPoint);

            await site.Bridge.SetAsync(BridgeFaults.Nothing);
            await site.ConnectAsync();
        }

        await client.SayAsync("still here");
        Assert.Equal("still here", await server.HearAsync(10));
    }

    [Fact]
    public async Task A_refusal_inside_a_blackhole_is_not_heard()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await site.Bridge.SetAsync(new() { Refuse = true });
        await site.Bridge.SetAsync(new() { Refuse = true, Forth = Blackhole });
        Task connect = site.NewClient().ConnectAsync(site.Bridge.EndPoint, HangGuard.Token).AsTask();
        await Healthy.RoundTripAsync();
        Assert.False(connect.IsCompleted);

        await site.Bridge.SetAsync(new() { Refuse = true });

        var refused = await Assert.ThrowsAsync<SocketException>(() => connect);
        Assert.True(refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Delayed_bytes_come_late_and_in_order_and_do_not_wait_for_each_other()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Forth = new() { Delay = TimeSpan.FromMilliseconds(100) } });
        long start = Stopwatch.GetTimestamp();

        // One buffer at a time would take 40 s.
        string[] sums = await Task.WhenAll(Transfer.SendAsync(client, 24 << 20, seed: 3), Transfer.HashAsync(server));

        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(100));
        Assert.Equal(sums[0], sums[1]);
    }

    [Fact]
    public async Task A_delay_that_is_healed_lets_go_of_what_is_under_way()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Forth = new() { Delay = TimeSpan.FromHours(1) } });
        await client.SayAsync("one");
        await Healthy.AssertSilentAsync(server);
        await client.SayAsync("two");

        await site.Bridge.SetAsync(BridgeFaults.Nothing);
        await client.SayAsync("three");

        Assert.Equal("onetwothree", await server.HearAsync(11));
    }

    [Fact]
    public async Task Throttled_bytes_come_no_faster_than_they_may()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Back = new() { BytesPerSecond = 100_000 } });
        long start = Stopwatch.GetTimestamp();

        string[] sums = await Task.WhenAll(Transfer.SendAsync(server, 50_000, seed: 4), Transfer.HashAsync(client));

        // The first piece, a twentieth of a second's worth, is free.
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(440), $"{Stopwatch.GetElapsedTime(start)}");
        Assert.Equal(sums[0], sums[1]);
    }

    [Fact]
    public async Task A_throttle_that_is_healed_holds_nothing_up()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Forth = new() { BytesPerSecond = 1 } });
        await client.SayAsync("0123456789");
        Assert.Equal("0", await server.HearAsync(1));

        await site.Bridge.SetAsync(BridgeFaults.Nothing);
        Task<string[]> sums = Task.WhenAll(Transfer.SendAsync(client, 1 << 20, seed: 5), Transfer.HashAsync(server));

        await sums;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_connection_is_cut_after_so_many_bytes(int count)
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await client.SayAsync("before");
        await server.HearAsync(6);
        await site.Bridge.SetAsync(new() { Forth = new() { CutAfterBytes = count } });

        await server.SayAsync("the other direction is free");
        await client.HearAsync(27);
        Task sending = client.SayAsync(new string('x', count + 1));

        string heard = await server.HearEndAsync();
        Assert.EndsWith("ConnectionReset", heard);

        // A reset takes away what has not arrived yet; a single byte has.
        int arrived = heard.Length - "ConnectionReset".Length;
        Assert.InRange(arrived, Math.Min(count, 1), count);
        Assert.Equal(new string('x', arrived), heard[..arrived]);
        await sending;
        Assert.Equal("ConnectionReset", await client.HearEndAsync());
    }

    [Fact]
    public async Task Every_connection_is_cut_at_its_own_count()
    {
        await site.Bridge.SetAsync(new() { Back = new() { CutAfterBytes = 4 } });
        foreach (int _ in Enumerable.Range(0, 3))
        {
            (Socket client, Socket server) = await site.ConnectAsync();
            await server.SayAsync("123");
            Assert.Equal("123", await client.HearAsync(3));
            await server.SayAsync("456");
            Assert.Equal("4ConnectionReset", await client.HearEndAsync());
        }
    }

    [Fact]
    public async Task Bytes_that_an_earlier_cut_has_counted_do_not_count_for_the_next()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Back = new() { CutAfterBytes = 4 } });
        await server.SayAsync("123");
        Assert.Equal("123", await client.HearAsync(3));
        await site.Bridge.SetAsync(BridgeFaults.Nothing);
        await site.Bridge.SetAsync(new() { Back = new() { CutAfterBytes = 4 } });
        await server.SayAsync("456");
        Assert.Equal("456", await client.HearAsync(3));
        await server.SayAsync("789");
        Assert.Equal("7ConnectionReset", await client.HearEndAsync());
    }

    [Fact]
    public async Task A_delay_that_never_ends_ends_when_it_is_healed()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Back = new() { Delay = TimeSpan.MaxValue } });
        await server.SayAsync("late");
        Task<string> heard = client.HearAsync(4);
        await Healthy.RoundTripAsync();
        Assert.False(heard.IsCompleted);
        await site.Bridge.SetAsync(BridgeFaults.Nothing);
        Assert.Equal("late", await heard);
    }

    [Fact]
    public async Task Faults_may_be_healed_in_any_order()
    {
        BridgeFaults[] faults =
        [
            new() { Forth = Blackhole }, new() { Back = Blackhole }, new() { Freeze = true }, new() { Refuse = true },
        ];
        (Socket client, Socket server) = await site.ConnectAsync();
        for (int round = 0; round < faults.Length; round++)
        {
            var active = faults.ToList();
            await site.Bridge.SetAsync(BridgeFaults.Combine(active));
            await client.SayAsync("q");
            for (int i = 0; i < faults.Length; i++)
            {
                if (BridgeFaults.Combine(active).Holds(isForth: true))
                    await Healthy.AssertSilentAsync(server);
                active.Remove(faults[(round + i) % faults.Length]);
                await site.Bridge.SetAsync(BridgeFaults.Combine(active));
            }
            Assert.Equal("q", await server.HearAsync(1));
        }
        await site.ConnectAsync();
    }

    private static FlowFaults When(bool isBlack) => isBlack ? Blackhole : FlowFaults.Nothing;

    private static void AssertTaken(IPEndPoint endPoint)
    {
        using var thief = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var taken = Assert.Throws<SocketException>(() =>
        {
            thief.Bind(endPoint);
            thief.Listen();
        });
        Assert.Equal(SocketError.AddressAlreadyInUse, taken.SocketErrorCode);
    }
}
