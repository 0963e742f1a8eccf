using System.Net.Sockets;
using System.Text;

namespace ClientHa.Testing.Tests.Network;

/// <summary>What the tests of the network say to sockets, and hear.</summary>
internal static class SocketWords
{
    public static Task SayAsync(this Socket socket, string text) =>
        socket.SendAsync(Encoding.ASCII.GetBytes(text), HangGuard.Token).AsTask();

    /// <summary>So many characters, in however many pieces they come.</summary>
    public static async Task<string> HearAsync(this Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int heard = 0; heard < count;)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(heard), HangGuard.Token);
            if (more == 0)
                throw new EndOfStreamException(Encoding.ASCII.GetString(bytes, 0, heard));
            heard += more;
        }
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Reads to the end: FIN gives "", RST the error's name; what comes before it is put in front.</summary>
    public static async Task<string> HearEndAsync(this Socket socket)
    {
        var heard = new StringBuilder();
        byte[] bytes = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(bytes, HangGuard.Token) is > 0 and int count)
                heard.Append(Encoding.ASCII.GetString(bytes, 0, count));
        }
        catch (SocketException exception)
        {
            heard.Append(exception.SocketErrorCode);
        }
        return heard.ToString();
    }
}
