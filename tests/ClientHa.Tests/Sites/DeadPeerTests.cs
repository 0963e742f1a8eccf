using System.Collections.Immutable;
using System.Net.Sockets;
using ClientHa.Sites;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>What the kernel is asked to notice by itself.</summary>
public sealed class DeadPeerTests
{
    private const int Tcp = 6;

    [Fact]
    public async Task Keepalives_begin_after_15_seconds()
    {
        using Socket socket = await ConnectedAsync();
        Assert.NotEqual(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        Assert.Equal(15, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);
        Assert.Equal(5, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!);
        Assert.Equal(3, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!);
    }

    /// <summary>The numbers of the options are the platforms' own: read back, they must be what was set.</summary>
    [Fact]
    public async Task Data_is_not_sent_again_for_longer_than_20_seconds()
    {
        (int option, int expected) = OperatingSystem.IsLinux() ? (18, 20_000) : OperatingSystem.IsMacOS() ? (0x80, 20) : (5, 20);
        using Socket socket = await ConnectedAsync();
        byte[] value = new byte[sizeof(int)];
        socket.GetRawSocketOption(Tcp, option, value);
        Assert.Equal(expected, BitConverter.ToInt32(value));
    }

    [Fact]
    public void A_socket_that_has_no_such_options_is_left_as_it_is()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        DeadPeer.Notice(socket);
    }

    private static async Task<Socket> ConnectedAsync()
    {
        using DeafSite site = DeafSite.Frozen();
        ImmutableArray<System.Net.IPEndPoint> endpoints = [site.EndPoint];
        return await ConnectRace.ConnectAsync(endpoints, Eventually.HangGuard, TimeProvider.System, CancellationToken.None);
    }
}
