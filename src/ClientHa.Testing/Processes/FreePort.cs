using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Processes;

/// <summary>Finds ports for site processes, which have to be told their port before they start.</summary>
public static class FreePort
{
    // Below the range from which Linux (32768), Windows and macOS (49152) take the ports of outgoing connections: a port of
    // that range may be taken by any connection while a killed site waits for its restart.
    private const int First = 10_240;
    private const int End = 32_768;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>
    /// A TCP and UDP port that is free on all of the addresses at once. The same port is never given twice by one process;
    /// another process can still take it before it is used.
    /// </summary>
    /// <param name="addresses">Addresses of this machine; none means 127.0.0.1.</param>
    /// <exception cref="SocketException">An address is not one of this machine.</exception>
    /// <exception cref="InvalidOperationException">No such port was found.</exception>
    public static int Find(params IReadOnlyCollection<IPAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Count == 0) addresses = [IPAddress.Loopback];
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            int port = Random.Shared.Next(First, End);
            lock (Gate)
            {
                if (Given.Contains(port) || !addresses.All(address => IsFree(new IPEndPoint(address, port)))) continue;
                Given.Add(port);
                return port;
            }
        }

        throw new InvalidOperationException(
            $"No port of {First}-{End - 1} was found that is free on {string.Join(", ", addresses)} at once.");
    }

    private static bool IsFree(IPEndPoint endPoint)
    {
        using var tcp = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var udp = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            tcp.Bind(endPoint);
            tcp.Listen(); // Two sockets may share a port until one of them listens.
            udp.Bind(endPoint);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
