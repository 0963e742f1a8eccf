using System.Net.Sockets;
using ClientHa.Testing.Network;

namespace ClientHa.Testing.Tests.Network;

public sealed class BridgeTests : IAsyncLifetime
{
    private readonly BridgedSite site = BridgedSite.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await site.DisposeAsync();

    [Fact]
    public async Task What_one_side_says_the_other_hears()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        await client.SayAsync("question");
        Assert.Equal("question", await server.HearAsync(8));
        await server.SayAsync("answer");
        Assert.Equal("answer", await client.HearAsync(6));
    }

    [Fact]
    public async Task A_side_that_has_closed_its_half_still_hears()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        await client.SayAsync("last words");
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("last words", await server.HearEndAsync());
        await server.SayAsync("an answer");
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("an answer", await client.HearEndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_is_a_reset_on_the_other_side(bool isByClient)
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        (Socket one, Socket other) = isByClient ? (client, server) : (server, client);

        one.Close(0);

        Assert.Equal("ConnectionReset", await other.HearEndAsync());
    }

    [Fact]
    public async Task What_was_sent_before_a_reset_comes_before_it()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        // A peer that closes with bytes unread resets, after what it has sent.
        await client.SayAsync("never read");
        while (server.Available == 0)
            await Task.Yield();
        await server.SayAsync("goaway");
        server.Close();

        Assert.Equal("goawayConnectionReset", await client.HearEndAsync());
    }

    [Fact]
    public async Task A_site_that_is_not_there_resets_its_clients()
    {
        site.CloseListener();

        Assert.Equal("ConnectionReset", await HearEndAsync());

        // The reset may be there before the connect has returned.
        async Task<string> HearEndAsync()
        {
            try
            {
                return await (await site.DialAsync()).HearEndAsync();
            }
            catch (SocketException exception)
            {
                return $"{exception.SocketErrorCode}";
            }
        }
    }

    [Fact]
    public async Task A_cut_resets_both_sides_and_the_next_connection_works()
    {
        (Socket client, Socket server) = await site.ConnectAsync();
        (Socket another, Socket anotherServer) = await site.ConnectAsync();

        site.Bridge.Reset();

        foreach (Socket socket in (Socket[])[client, server, another, anotherServer])
            Assert.Equal("ConnectionReset", await socket.HearEndAsync());
        (client, server) = await site.ConnectAsync();
        await client.SayAsync("again");
        Assert.Equal("again", await server.HearAsync(5));
    }

    [Fact]
    public async Task A_slow_receiver_slows_the_sender()
    {
        (Socket client, Socket _) = await site.ConnectAsync();
        client.SendBufferSize = 65_536;
        byte[] bytes = new byte[1 << 20];

        // Sending goes on until all buffers on the way are full, which are the kernel's.
        client.Blocking = false;
        long sent = 0;
        for (int refusals = 0; refusals < 200; refusals++)
        {
            await Healthy.RoundTripAsync();
            sent += client.Send(bytes, SocketFlags.None, out SocketError error);
            refusals = error == SocketError.WouldBlock ? refusals : 0;
        }

        Assert.InRange(sent, 1, 64 << 20);
    }

    [Fact]
    public async Task Big_transfers_arrive_as_they_were_sent_both_ways_at_once()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        string[] sums = await Task.WhenAll(
            Transfer.SendAsync(client, 48 << 20, seed: 1), Transfer.HashAsync(server),
            Transfer.SendAsync(server, 48 << 20, seed: 2), Transfer.HashAsync(client));

        Assert.Equal(sums[0], sums[1]);
        Assert.Equal(sums[2], sums[3]);
    }

    [Fact]
    public async Task A_thousand_connections_pass_at_once()
    {
        const int count = 1_000;
        var servers = new List<Socket>();
        Task accepting = Task.Run(async () =>
        {
            while (servers.Count < count)
                servers.Add(await site.AcceptAsync());
        });
        var clients = new List<Socket>();
        for (int i = 0; i < count; i++)
        {
            clients.Add(await site.DialAsync());
            await clients[i].SayAsync($"{i:0000}");
        }
        await accepting;

        var heard = new List<string>();
        foreach (Socket server in servers)
        {
            heard.Add(await server.HearAsync(4));
            await server.SayAsync(heard[^1]);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i:0000}"), heard.Order());
        for (int i = 0; i < count; i++)
            Assert.Equal($"{i:0000}", await clients[i].HearAsync(4));
    }

    [Fact]
    public async Task Disposing_closes_the_port_and_resets_what_is_left()
    {
        (Socket client, Socket server) = await site.ConnectAsync();

        await site.Bridge.DisposeAsync();

        Assert.Equal("ConnectionReset", await client.HearEndAsync());
        Assert.Equal("ConnectionReset", await server.HearEndAsync());
        var refused = await Assert.ThrowsAsync<SocketException>(() => site.DialAsync());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => site.Bridge.SetAsync(BridgeFaults.Nothing));
        await site.Bridge.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_leaves_no_socket_of_a_hundred_connections()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (int i = 0; i < 100; i++)
            await site.ConnectAsync();
        await site.Bridge.SetAsync(new() { Forth = new() { Blackhole = true } });
        Assert.NotEmpty(SocketsAt(site.Bridge.EndPoint.Port));

        await site.Bridge.DisposeAsync();

        Assert.Empty(SocketsAt(site.Bridge.EndPoint.Port));
    }

    [Fact]
    public async Task Random_traffic_survives_random_faults_that_are_healed()
    {
        int seed = Random.Shared.Next();
        var dice = new Random(seed);
        (Socket client, Socket server) = await site.ConnectAsync();
        Task<string[]> transfers = Task.WhenAll(
            Transfer.SendAsync(client, 24 << 20, seed), Transfer.HashAsync(server),
            Transfer.SendAsync(server, 24 << 20, seed + 1), Transfer.HashAsync(client));

        for (int i = 0; i < 100; i++)
        {
            await site.Bridge.SetAsync(new BridgeFaults
            {
                Freeze = dice.Next(8) == 0,
                Refuse = dice.Next(4) == 0,
                Forth = Draw(dice),
                Back = Draw(dice),
            });
            await Healthy.RoundTripAsync();
        }
        await site.Bridge.SetAsync(BridgeFaults.Nothing);

        string[] sums = await transfers;
        Assert.True(sums[0] == sums[1] && sums[2] == sums[3], $"seed {seed}");
        await site.ConnectAsync();
    }

    /// <summary>All TCP sockets of the machine that stand at this port, but for what the system keeps of closed ones.</summary>
    private static string[] SocketsAt(int port) =>
        [.. File.ReadLines("/proc/net/tcp").Where(line => line.Contains($":{port:X4} ") && !line.Contains(" 06 "))];

    private static FlowFaults Draw(Random dice) => new()
    {
        Blackhole = dice.Next(4) == 0,
        Delay = dice.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(dice.Next(20)),
        BytesPerSecond = dice.Next(3) == 0 ? dice.Next(1, 1 << 24) : null,
    };
}
