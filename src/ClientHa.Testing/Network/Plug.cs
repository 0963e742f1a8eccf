using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Network;

/// <summary>A connection of the bridge to itself, for which nobody waits: it takes the last place in the listener's queue.</summary>
internal sealed class Plug : IDisposable
{
    private readonly Socket socket;

    public Plug(IPEndPoint listener)
    {
        bool isAny = listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
        IPAddress address = !isAny ? listener.Address
            : listener.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        socket = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        EndPoint = socket.LocalEndPoint!;
        _ = ConnectAsync(new IPEndPoint(address, listener.Port));
    }

    /// <summary>Where it comes from.</summary>
    public EndPoint EndPoint { get; }

    public void Dispose() => socket.Dispose();

    private async Task ConnectAsync(IPEndPoint listener)
    {
        try
        {
            await socket.ConnectAsync(listener).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // A client was sooner, and took the place.
        }
    }
}
