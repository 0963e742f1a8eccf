using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Network;

/// <summary>
/// A port that stays this bridge's while nobody listens there. On Linux a socket that is bound and does not listen keeps it: the
/// system refuses connects, and gives the port to nobody. Elsewhere two sockets cannot share a port so, and it is free for a while.
/// </summary>
internal sealed class KeptPort : IDisposable
{
    private const int SocketLevel = 1;
    private const int ReuseAddress = 2;
    private readonly Socket? keeper;

    public KeptPort(IPEndPoint wanted)
    {
        EndPoint = wanted;
        if (!OperatingSystem.IsLinux())
            return;
        keeper = new Socket(wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            keeper.Bind(wanted);
            EndPoint = (IPEndPoint)keeper.LocalEndPoint!;
            Share(false);
        }
        catch
        {
            keeper.Dispose();
            throw;
        }
    }

    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Listens there, once at a time.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public Socket Listen(int backlog)
    {
        var listener = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Linux lets sockets share a port as long as all of them agree and no two listen.
            Share(true);
            listener.Bind(EndPoint);
            listener.Listen(backlog);
            EndPoint = (IPEndPoint)listener.LocalEndPoint!;
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
        finally
        {
            Share(false);
        }
    }

    public void Dispose() => keeper?.Dispose();

    private void Share(bool isShared) =>
        keeper?.SetRawSocketOption(SocketLevel, ReuseAddress, BitConverter.GetBytes(isShared ? 1 : 0));
}
