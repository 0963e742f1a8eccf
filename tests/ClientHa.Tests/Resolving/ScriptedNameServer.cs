using System.Net;
using System.Net.Sockets;

namespace ClientHa.Tests.Resolving;

/// <summary>Answers each UDP query with whatever datagrams the test likes, forged and broken ones too.</summary>
internal sealed class ScriptedNameServer : IAsyncDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<byte[], IEnumerable<byte[]>> script;
    private readonly Func<byte[], IEnumerable<byte[]>> fromStranger;
    private readonly Task serving;

    /// <param name="script">The datagrams for a query.</param>
    /// <param name="fromStranger">Those that come first, and from another port.</param>
    public ScriptedNameServer(Func<byte[], IEnumerable<byte[]>> script, Func<byte[], IEnumerable<byte[]>>? fromStranger = null)
    {
        this.script = script;
        this.fromStranger = fromStranger ?? (_ => []);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        stranger.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        serving = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)socket.LocalEndPoint!;

    /// <summary>Where the queries came from.</summary>
    public List<IPEndPoint> Clients { get; } = [];

    /// <summary>The queries' ids.</summary>
    public List<int> Ids { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving;
        socket.Dispose();
        stranger.Dispose();
        stopping.Dispose();
    }

    /// <summary>Whether a query asks for A; the name is the rest.</summary>
    public static bool IsForA(byte[] query) => query[^3] == 1;

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[2048];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(
                    buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stopping.Token);
                byte[] query = buffer[..received.ReceivedBytes];
                Clients.Add((IPEndPoint)received.RemoteEndPoint);
                Ids.Add((query[0] << 8) | query[1]);
                foreach (byte[] datagram in fromStranger(query)) await stranger.SendToAsync(datagram, received.RemoteEndPoint);
                foreach (byte[] datagram in script(query)) await socket.SendToAsync(datagram, received.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
