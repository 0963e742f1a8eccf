using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Tests.Attempts;

/// <summary>A port that refuses connections, and that nobody else can be given meanwhile.</summary>
internal sealed class ClosedPort : IAsyncDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Name => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
