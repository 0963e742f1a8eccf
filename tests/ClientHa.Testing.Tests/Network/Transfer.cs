using System.Net.Sockets;
using System.Security.Cryptography;

namespace ClientHa.Testing.Tests.Network;

/// <summary>Many bytes, and their hash at both ends.</summary>
internal static class Transfer
{
    public static async Task<string> SendAsync(Socket socket, int count, int seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var dice = new Random(seed);
        byte[] bytes = new byte[100_000];
        for (int left = count; left > 0;)
        {
            Memory<byte> piece = bytes.AsMemory(0, Math.Min(left, dice.Next(1, bytes.Length)));
            dice.NextBytes(piece.Span);
            hash.AppendData(piece.Span);
            for (Memory<byte> rest = piece; rest.Length > 0;)
                rest = rest[await socket.SendAsync(rest, HangGuard.Token)..];
            left -= piece.Length;
        }
        socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Of all that comes until the end.</summary>
    public static async Task<string> HashAsync(Socket socket)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] bytes = new byte[100_000];
        while (await socket.ReceiveAsync(bytes, HangGuard.Token) is > 0 and int count)
            hash.AppendData(bytes.AsSpan(0, count));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
