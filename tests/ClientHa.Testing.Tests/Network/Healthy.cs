using System.Net.Sockets;

namespace ClientHa.Testing.Tests.Network;

/// <summary>
/// Traffic where nothing is wrong, as a measure of time: what a bridge were to pass on, it has passed on after so many round trips
/// through another.
/// </summary>
internal static class Healthy
{
    private static readonly SemaphoreSlim Turn = new(1);
    private static (Socket Client, Socket Site)? connection;

    public static async Task RoundTripAsync(int times = 20)
    {
        await Turn.WaitAsync();
        try
        {
            (Socket client, Socket site) = connection ??= await BridgedSite.Start().ConnectAsync();
            for (int i = 0; i < times; i++)
            {
                await client.SayAsync("ping");
                await site.HearAsync(4);
                await site.SayAsync("pong");
                await client.HearAsync(4);
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Nothing came to this socket while all of this passed elsewhere.</summary>
    public static async Task AssertSilentAsync(Socket socket)
    {
        await RoundTripAsync();
        Assert.False(socket.Poll(0, SelectMode.SelectRead), "Something came through.");
    }
}
