using System.Net;
using System.Net.Sockets;

namespace ClientHa.Tests.Sites;

/// <summary>Sites that say nothing at all: a frozen process, of which the kernel still accepts connections, and a black hole.</summary>
internal sealed class DeafSite : IDisposable
{
    private readonly Socket listener;
    private readonly Socket? filler;

    private DeafSite(IPAddress address, int port, int backlog, bool isFull)
    {
        listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(backlog);
        if (!isFull)
            return;
        filler = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        filler.Connect(EndPoint);
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    public string Server => EndPoint.ToString();

    /// <summary>Accepts connections and never says anything.</summary>
    public static DeafSite Frozen(IPAddress? address = null, int port = 0) => new(address ?? IPAddress.Loopback, port, 100, isFull: false);

    /// <summary>Answers no packet: Linux drops what comes for a listener whose queue is full.</summary>
    public static DeafSite BlackHole(IPAddress? address = null, int port = 0) => new(address ?? IPAddress.Loopback, port, 0, isFull: true);

    public void Dispose()
    {
        filler?.Dispose();
        listener.Dispose();
    }
}
