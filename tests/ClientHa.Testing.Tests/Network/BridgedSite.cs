using System.Net;
using System.Net.Sockets;
using ClientHa.Testing.Network;

namespace ClientHa.Testing.Tests.Network;

/// <summary>A plain listener behind a bridge, and connections through it.</summary>
internal sealed class BridgedSite : IAsyncDisposable
{
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> sockets = [];

    private BridgedSite(Bridge bridge) => Bridge = bridge;

    public Bridge Bridge { get; }

    public static BridgedSite Start(TimeProvider? timeProvider = null)
    {
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        var site = new BridgedSite(Bridge.Start(anywhere, anywhere, timeProvider));
        site.listener.Bind(anywhere);
        site.listener.Listen(1_000);
        site.Bridge.Target = (IPEndPoint)site.listener.LocalEndPoint!;
        return site;
    }

    /// <summary>A client, and the site's end of it.</summary>
    public async Task<(Socket Client, Socket Site)> ConnectAsync()
    {
        Socket client = await DialAsync();
        return (client, await AcceptAsync());
    }

    public async Task<Socket> DialAsync()
    {
        Socket client = NewClient();
        await client.ConnectAsync(Bridge.EndPoint, HangGuard.Token);
        return client;
    }

    public Socket NewClient()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        sockets.Add(client);
        return client;
    }

    public async Task<Socket> AcceptAsync()
    {
        Socket socket = await listener.AcceptAsync(HangGuard.Token);
        socket.NoDelay = true;
        sockets.Add(socket);
        return socket;
    }

    /// <summary>Nobody listens behind the bridge any more.</summary>
    public void CloseListener() => listener.Dispose();

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        listener.Dispose();
        foreach (Socket socket in sockets)
            socket.Dispose();
    }
}
