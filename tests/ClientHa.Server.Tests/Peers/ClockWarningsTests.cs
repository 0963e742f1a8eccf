using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Sites;

namespace ClientHa.Server.Tests.Peers;

/// <summary>What an operator reads of clocks.</summary>
public sealed class ClockWarningsTests
{
    private readonly SteppedTime time = new();

    [Theory]
    [InlineData(0.4, "The clock of site 1 is 0.40 s ahead of this site's")]
    [InlineData(-3, "The clock of site 1 is 3.00 s behind this site's")]
    [InlineData(0.2, null)]
    public void A_peers_clock_that_differs_notably_is_named(double ahead, string? warning)
    {
        PeerReport peer = new("1.ha.test:8001", new(1, null, 1, default, VersionVector.Empty), LinkState.Good, null, null, "", 0, 0, 0, TimeSpan.Zero)
        {
            Offset = new(TimeSpan.FromSeconds(ahead), TimeSpan.FromMilliseconds(10)),
        };

        string? said = ClockWarnings.Of(Clock(), [peer]).SingleOrDefault();

        Assert.Equal(warning is not null, said is not null);
        Assert.StartsWith(warning ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_has_jumped_is_named_until_it_is_right_again()
    {
        SiteClock clock = Clock();
        _ = clock.Now;
        time.Step = TimeSpan.FromHours(1);
        long shown = clock.Now;

        Assert.StartsWith("This machine's clock has jumped", Assert.Single(ClockWarnings.Of(clock, [])), StringComparison.Ordinal);
        Assert.InRange(shown, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 60_000);
        time.Step = TimeSpan.Zero;
        _ = clock.Now;
        Assert.Empty(ClockWarnings.Of(clock, []));
    }

    private SiteClock Clock() => new(time, TimeSpan.FromSeconds(30));

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Step;
    }
}
