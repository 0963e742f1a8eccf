using System.Net.Sockets;

namespace ClientHa.Sites;

/// <summary>
/// Has the kernel notice a machine that says nothing any more: one that lost its power, or a network that drops its packets. That costs
/// a server less than HTTP/2's pings. Each option by itself: what a platform does not have is left out, and probes notice it too.
/// </summary>
internal static class DeadPeer
{
    /// <summary>
    /// How long data may go unacknowledged, and keepalives unanswered: a little longer than the 15 s of silence after which a stream's
    /// site is probed, so that a site that only stalls is not cut off by the kernel first.
    /// </summary>
    public const int TimeoutSeconds = 20;

    private const int Tcp = 6;

    /// <summary>TCP_USER_TIMEOUT of linux/tcp.h (RFC 5482), in milliseconds. It bounds the keepalives too.</summary>
    private const int LinuxUserTimeout = 18;

    /// <summary>TCP_MAXRT of ws2ipdef.h, in seconds: for how long data is sent again.</summary>
    private const int WindowsMaxRetransmission = 5;

    /// <summary>TCP_RXT_CONNDROPTIME of netinet/tcp.h, in seconds: the same.</summary>
    private const int AppleConnectionDropTime = 0x80;

    public static void Notice(Socket socket)
    {
        // A call that only waits sends nothing that could go unacknowledged. So the kernel asks.
        Try(() => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true));
        Try(() => socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15));
        Try(() => socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5));
        Try(() => socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3));

        // And a call that was sent is sent again, by default for 15 minutes.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid())
            TryRaw(socket, LinuxUserTimeout, TimeoutSeconds * 1000);
        else if (OperatingSystem.IsWindows())
            TryRaw(socket, WindowsMaxRetransmission, TimeoutSeconds);
        else if (OperatingSystem.IsMacOS() || OperatingSystem.IsIOS())
            TryRaw(socket, AppleConnectionDropTime, TimeoutSeconds);
    }

    private static void TryRaw(Socket socket, int option, int value) => Try(() =>
        socket.SetRawSocketOption(Tcp, option, BitConverter.GetBytes(value)));

    private static void Try(Action set)
    {
        try
        {
            set();
        }
        catch (Exception exception) when (exception is SocketException or PlatformNotSupportedException)
        {
            // An older kernel, or another system.
        }
    }
}
