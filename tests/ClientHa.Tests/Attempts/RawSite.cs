using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Tests.Attempts;

/// <summary>A site that speaks HTTP/2 by hand, for the faults that a good server cannot make. One script for each connection.</summary>
internal sealed class RawSite : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Task> connections = new();
    private readonly Func<RawConnection, Task> script;
    private Task accepting = Task.CompletedTask;
    private int connectionCount;

    /// <param name="script">What is done with each connection.</param>
    /// <param name="isOpen">Else the port refuses until <see cref="Open"/>.</param>
    public RawSite(Func<RawConnection, Task> script, bool isOpen = true)
    {
        this.script = script;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Name = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");
        if (isOpen)
            Open();
    }

    public string Name { get; }

    public int ConnectionCount => Volatile.Read(ref connectionCount);

    public void Open()
    {
        listener.Listen();
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync(stopping.Token);
                Interlocked.Increment(ref connectionCount);
                connections.Enqueue(ServeAsync(socket));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>A connection that its script leaves open stays so until the client closes it.</summary>
    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        using RawConnection connection = new(socket, stopping.Token);
        try
        {
            await script(connection);
            await connection.ReadToEndAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the script has closed the connection.
        }
    }
}
