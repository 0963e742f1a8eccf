using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing;

/// <summary>What the loopback interface of this machine can do.</summary>
public static class Loopback
{
    private static readonly Lazy<bool> ManyAddresses = new(() => CanBind(Address(2)));

    /// <summary>
    /// Whether sites can have an address each (127.0.0.1, 127.0.0.2, …), as on Linux and Windows. False on macOS, where
    /// only 127.0.0.1 is set up: give each site a port of its own there.
    /// </summary>
    public static bool HasManyAddresses => ManyAddresses.Value;

    /// <summary>127.0.0.<paramref name="lastByte"/>.</summary>
    /// <param name="lastByte">1–254.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is no host's.</exception>
    public static IPAddress Address(int lastByte)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastByte, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastByte, 254);
        return new IPAddress([127, 0, 0, (byte)lastByte]);
    }

    private static bool CanBind(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return false;
        }
    }
}
