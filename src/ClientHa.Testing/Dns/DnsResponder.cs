using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ClientHa.Resolving;

namespace ClientHa.Testing.Dns;

/// <summary>
/// A small DNS server for tests and samples: A and AAAA records that can be changed while it runs, by UDP and TCP on one
/// port of loopback. Names are equal whatever their case; a name that was not set does not exist (NXDOMAIN).
/// </summary>
/// <remarks>All members may be used from any thread, also while the server answers.</remarks>
public sealed class DnsResponder : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, IPAddress[]> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly QueryCounter queries = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly IPEndPoint wanted;
    private DnsSockets? sockets;
    private Task serving = Task.CompletedTask;

    /// <summary>A server that will listen at a free port of 127.0.0.1.</summary>
    public DnsResponder()
        : this(new IPEndPoint(IPAddress.Loopback, 0))
    {
    }

    /// <summary>A server that will listen at the given address.</summary>
    /// <param name="endPoint">Port 0 means any port that is free for UDP and TCP.</param>
    public DnsResponder(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        wanted = endPoint;
    }

    /// <summary>Where the server listens, by UDP and by TCP.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public IPEndPoint EndPoint =>
        sockets?.EndPoint ?? throw new InvalidOperationException("The responder has no port yet: await StartAsync first.");

    /// <summary>How queries are treated from now on.</summary>
    public DnsResponderMode Mode { get; set; }

    /// <summary>Queries that came by UDP, answered or not.</summary>
    public int UdpQueryCount => queries.Udp;

    /// <summary>Queries that came by TCP, answered or not.</summary>
    public int TcpQueryCount => queries.Tcp;

    /// <summary>Gives a name its addresses, in place of those it had.</summary>
    /// <param name="name">A full name, such as <c>0.ha.test</c>.</param>
    /// <param name="addresses">IPv4 and IPv6; a name without any exists, but has no address (NODATA).</param>
    /// <exception cref="ArgumentException">DNS cannot carry the name.</exception>
    public void Set(string name, params IPAddress[] addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        names[Normalize(name)] = [.. addresses];
    }

    /// <summary>Takes a name out: from now on it does not exist (NXDOMAIN).</summary>
    /// <param name="name">A full name, such as <c>0.ha.test</c>.</param>
    /// <exception cref="ArgumentException">DNS cannot carry the name.</exception>
    public void Remove(string name) => names.TryRemove(Normalize(name), out _);

    /// <summary>Binds the port and begins to answer.</summary>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    /// <exception cref="SocketException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
        if (sockets is not null) throw new InvalidOperationException("The responder was started before.");
        sockets = DnsSockets.Bind(wanted);
        serving = Task.WhenAll(ServeUdpAsync(sockets.Udp), ServeTcpAsync(sockets.Tcp));
        return Task.CompletedTask;
    }

    /// <summary>Waits until the server has been asked at least so often, by UDP and TCP together.</summary>
    /// <param name="count">Queries since the start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForQueriesAsync(int count, CancellationToken cancellationToken = default) =>
        queries.WaitAsync(count, cancellationToken);

    /// <summary>Closes the port; clients then find it refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync().ConfigureAwait(false);
        sockets?.Dispose();
        await serving.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task ServeUdpAsync(Socket socket)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        var anyone = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await socket
                    .ReceiveFromAsync(buffer, SocketFlags.None, anyone, stopping.Token).ConfigureAwait(false);
                if (Answer(buffer.AsSpan(0, received.ReceivedBytes), isTcp: false) is { } answer)
                    await socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint, stopping.Token)
                        .ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A client that is gone (ICMP makes it an error of the next receive) is no concern of the other clients.
            }
        }
    }

    private async Task ServeTcpAsync(Socket listener)
    {
        var connections = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Socket connection = await listener.AcceptAsync(stopping.Token).ConfigureAwait(false);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(ServeConnectionAsync(connection));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // As above: a client may be gone before it was accepted.
            }
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    private async Task ServeConnectionAsync(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        byte[] buffer = new byte[2 + ushort.MaxValue];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(buffer.AsMemory(0, 2), stopping.Token).ConfigureAwait(false);
                int length = BinaryPrimitives.ReadUInt16BigEndian(buffer);
                await stream.ReadExactlyAsync(buffer.AsMemory(0, length), stopping.Token).ConfigureAwait(false);
                if (Answer(buffer.AsSpan(0, length), isTcp: true) is not { } answer) continue;
                BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)answer.Length);
                answer.CopyTo(buffer, 2);
                await stream.WriteAsync(buffer.AsMemory(0, 2 + answer.Length), stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has what it came for.
        }
    }

    private byte[]? Answer(ReadOnlySpan<byte> query, bool isTcp)
    {
        if (!DnsMessage.TryRead(query, out DnsMessage? message) || message.IsResponse) return null;
        DnsResponderMode mode = Mode;
        queries.Count(isTcp);
        if (mode == DnsResponderMode.Silent) return null;

        DnsResponseCode code = mode switch
        {
            DnsResponderMode.Fail => DnsResponseCode.ServerFailure,
            DnsResponderMode.Refuse => DnsResponseCode.Refused,
            _ => DnsResponseCode.NoError,
        };
        IPAddress[]? addresses = [];
        if (code == DnsResponseCode.NoError && !names.TryGetValue(message.Question.Name, out addresses))
            code = DnsResponseCode.NoSuchName;
        int limitBytes = isTcp ? ushort.MaxValue : mode == DnsResponderMode.Truncate ? 0 : DnsMessage.MaxUdpBytes;
        return DnsAnswerWriter.Write(query, message, code, addresses ?? [], limitBytes);
    }

    private static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DnsName.TryNormalize(name, out string? normalized)
            ? normalized
            : throw new ArgumentException($"'{name}' is no name that DNS can carry.", nameof(name));
    }
}
