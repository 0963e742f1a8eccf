using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Dns;

/// <summary>A UDP socket and a TCP listener on the same port.</summary>
internal sealed class DnsSockets : IDisposable
{
    private DnsSockets(AddressFamily family)
    {
        Udp = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        Tcp = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
    }

    public Socket Udp { get; }

    public Socket Tcp { get; }

    public IPEndPoint EndPoint => (IPEndPoint)Tcp.LocalEndPoint!;

    public static DnsSockets Bind(IPEndPoint endPoint)
    {
        // A port that is free for TCP may be taken for UDP; if any port will do, the next one is tried.
        for (int attempt = 1; ; attempt++)
        {
            var sockets = new DnsSockets(endPoint.AddressFamily);
            try
            {
                sockets.Tcp.Bind(endPoint);
                sockets.Tcp.Listen();
                sockets.Udp.Bind(sockets.Tcp.LocalEndPoint!);
                return sockets;
            }
            catch (SocketException) when (endPoint.Port == 0 && attempt < 50)
            {
                sockets.Dispose();
            }
            catch (SocketException)
            {
                sockets.Dispose();
                throw;
            }
        }
    }

    public void Dispose()
    {
        Udp.Dispose();
        Tcp.Dispose();
    }
}
