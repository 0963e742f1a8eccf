using System.Net.Sockets;
using ClientHa.Sites;
using Xunit;

namespace ClientHa.Tests.Sites;

[Collection(nameof(Alone))]
public sealed class ConnectRaceCostTests
{
    private const int Races = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly SteppedTime time = new();

    [Fact]
    public async Task The_limit_ends_many_races_without_any_turning_in_circles()
    {
        using DeafSite dead = DeafSite.BlackHole();
        Task<Socket>[] races = [.. Enumerable.Range(0, Races).Select(_ => ConnectRace.ConnectAsync([dead.EndPoint], Limit, time, CancellationToken.None))];
        long before = GC.GetTotalAllocatedBytes();
        time.Advance(Limit);
        foreach (Task<Socket> race in races)
            await Assert.ThrowsAsync<ConnectFailedException>(() => race.WaitAsync(Eventually.HangGuard));

        // Each turn leaves half a kilobyte behind: a race that turned until another thread had ended its connect came to megabytes.
        Assert.InRange((GC.GetTotalAllocatedBytes() - before) / Races, 0, 100_000);
    }
}
