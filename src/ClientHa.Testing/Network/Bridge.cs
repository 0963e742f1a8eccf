using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Network;

/// <summary>
/// A way to a site on which faults can be set: it takes connections, and carries each on to the site byte by byte, with its FIN, its
/// half-closes and its RST. It has no buffer of its own to speak of, so that who reads slowly slows who writes.
/// </summary>
/// <remarks>
/// A fault of the network holds what TCP would send again: nothing is lost or overtaken unless a connection is reset. While packets
/// vanish in either direction a connect gets no answer on Linux; elsewhere it succeeds, and silence follows. It is answered when
/// the system tries again: a second after the first time, and then less often.
/// </remarks>
internal sealed class Bridge : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim setting = new(1);
    private readonly Dictionary<BridgeConnection, Task> connections = [];
    private readonly Link link;
    private readonly Entrance entrance;
    private volatile IPEndPoint target;
    private bool isClosed;

    private Bridge(IPEndPoint listen, IPEndPoint target, TimeProvider timeProvider)
    {
        this.target = target;
        link = new Link(timeProvider);
        entrance = new Entrance(listen, timeProvider, Carry);
    }

    /// <summary>Where clients connect; with its real port where 0 was asked for.</summary>
    public IPEndPoint EndPoint => entrance.EndPoint;

    /// <summary>Where the site listens, for connections from now on.</summary>
    public IPEndPoint Target
    {
        get => target;
        set => target = value;
    }

    /// <summary>Takes connections when it returns.</summary>
    /// <exception cref="SocketException">The port is taken, or the address is not one of this machine.</exception>
    public static Bridge Start(IPEndPoint listen, IPEndPoint target, TimeProvider? timeProvider = null) =>
        new(listen, target, timeProvider ?? TimeProvider.System);

    /// <summary>Puts these faults in the place of those before; ends when they are in force.</summary>
    public async Task SetAsync(BridgeFaults faults)
    {
        await setting.WaitAsync().ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            link.Set(faults);
            await entrance.SetAsync(faults.Welcome).ConfigureAwait(false);
        }
        finally
        {
            setting.Release();
        }
    }

    /// <summary>Resets all connections; both their ends see it.</summary>
    public void Reset()
    {
        foreach (BridgeConnection connection in Connections().Keys)
            connection.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        if (isClosed)
            return;
        await setting.WaitAsync().ConfigureAwait(false);
        try
        {
            isClosed = true;
            await entrance.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            setting.Release();
        }
        Reset();
        await Task.WhenAll(Connections().Values).ConfigureAwait(false);
        setting.Dispose();
    }

    private void Carry(Socket client)
    {
        var connection = new BridgeConnection(client, link);
        lock (gate)
            connections.Add(connection, CarryAsync(connection));
    }

    private async Task CarryAsync(BridgeConnection connection)
    {
        await Task.Yield();
        using (connection)
            await connection.RunAsync(target).ConfigureAwait(false);
        lock (gate)
            connections.Remove(connection);
    }

    private Dictionary<BridgeConnection, Task> Connections()
    {
        lock (gate)
            return new(connections);
    }
}
