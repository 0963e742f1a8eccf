using ClientHa.Server;
using ClientHa.Testing.Clocks;

namespace ClientHa.Testing.Tests.Clocks;

/// <summary>A site whose clock is wrong.</summary>
public sealed class SiteClockTests
{
    [Fact]
    public async Task A_later_write_wins_although_the_clock_has_gone_back_or_stands()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ClockFaults[] faults =
        [
            new() { Skew = TimeSpan.FromHours(1) }, new() { Skew = TimeSpan.FromHours(-1) }, new() { StandsStill = true },
            ClockFaults.Nothing,
        ];
        for (int i = 0; i < faults.Length; i++)
        {
            server.Clock.Set(faults[i]);
            await server.Documents.PutAsync("key", new[] { (byte)i }, HangGuard.Token);
            HaDocument? read = await server.Documents.GetAsync("key", HangGuard.Token);
            Assert.Equal([(byte)i], read!.Value.ToArray());
        }
    }

    [Fact]
    public async Task A_clock_that_is_set_while_the_site_runs_moves_no_stamp()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.Documents.PutAsync("before", new byte[] { 1 }, HangGuard.Token);
        server.Clock.Set(new ClockFaults { Skew = TimeSpan.FromMinutes(10) });
        await server.Documents.PutAsync("after", new byte[] { 1 }, HangGuard.Token);

        HaDocument before = (await server.Documents.GetAsync("before", HangGuard.Token))!;
        HaDocument after = (await server.Documents.GetAsync("after", HangGuard.Token))!;
        Assert.InRange(Written(after) - Written(before), TimeSpan.Zero, TimeSpan.FromMinutes(9));
    }

    /// <summary>A version begins with its hybrid timestamp: milliseconds, and 16 bits of a counter.</summary>
    private static TimeSpan Written(HaDocument document) =>
        TimeSpan.FromMilliseconds(Convert.ToUInt64(document.Version[..16], 16) >> 16);
}
