using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>HTTP/2 frames by hand (RFC 9113), for a client that misbehaves below what HttpClient can be made to do.</summary>
internal sealed class RawHttp2 : IDisposable
{
    private const byte EndHeaders = 4;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawHttp2> ConnectAsync(Uri address)
    {
        var connection = new RawHttp2();
        await connection._socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port);
        return connection;
    }

    public async Task SendAsync(params byte[][] pieces)
    {
        foreach (var piece in pieces)
            await _socket.SendAsync(piece);
    }

    /// <summary>Sends no more, and reads until the server has closed the connection.</summary>
    public async Task ReadToEndAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        using var guard = new CancellationTokenSource(Site.Channels.Guard);
        var buffer = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(buffer, guard.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The connection's beginning, with empty settings.</summary>
    public static byte[] Preface() => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0, [])];

    /// <summary>The head of a gRPC request on stream 1.</summary>
    public static byte[] Head(string path) => Frame(1, EndHeaders, 1,
    [
        .. Header(":method", "POST"), .. Header(":scheme", "http"), .. Header(":path", path), .. Header(":authority", "ha.test"),
        .. Header("content-type", "application/grpc"), .. Header("te", "trailers"),
    ]);

    public static byte[] Data(byte[] bytes) => Frame(0, 0, 1, bytes);

    public static byte[] Reset(uint errorCode)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, errorCode);
        return Frame(3, 0, 1, payload);
    }

    public static byte[] Frame(byte type, byte flags, byte stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload];

    /// <summary>A literal header field, never indexed, not Huffman coded (RFC 7541, 6.2.2).</summary>
    private static byte[] Header(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
