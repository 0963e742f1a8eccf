using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class HybridClockTests
{
    private const long Noon = Site.Noon;

    //          the last stamp: milliseconds after noon and counter | the wall clock | the next stamp
    [Theory]
    [InlineData(0, 0, 5, 5, 0)]
    [InlineData(5, 0, 5, 5, 1)]
    [InlineData(5, 7, 5, 5, 8)]
    [InlineData(5, 7, -9_000, 5, 8)]
    [InlineData(5, 7, 6, 6, 0)]
    [InlineData(5, 0xFFFF, 5, 6, 0)]
    [InlineData(5, 0xFFFF, 2, 6, 0)]
    [InlineData(5, 0xFFFE, 2, 5, 0xFFFF)]
    public void The_next_stamp_follows_the_wall_clock_and_never_goes_back(long last, int counter, long wall, long next, int nextCounter)
    {
        HybridClock clock = new(Stamp.At(Noon + last) + (ulong)counter);

        Assert.Equal(Stamp.At(Noon + next) + (ulong)nextCounter, clock.Tick(Noon + wall).Last);
    }

    [Fact]
    public void A_stamp_from_elsewhere_moves_the_clock_forward_only()
    {
        HybridClock clock = new HybridClock(0).Tick(Noon);

        Assert.Equal(clock, clock.Merge(clock.Last - 1));
        Assert.Equal(clock.Last + 9, clock.Merge(clock.Last + 9).Last);
        Assert.Equal(clock.Last + 10, clock.Merge(clock.Last + 9).Tick(Noon - 1).Last);
    }

    [Fact]
    public void Stamps_only_grow_whatever_the_wall_clock_does()
    {
        Dice dice = new(3);
        HybridClock clock = default;
        for (int i = 0; i < 100_000; i++)
        {
            HybridClock next = clock.Tick(Noon + dice.Below(4));
            Assert.True(next.Last > clock.Last);
            clock = dice.Chance(1) ? next.Merge((ulong)dice.Below(70_000) + Stamp.At(Noon)) : next;
        }
    }

    [Fact]
    public void A_stamp_is_milliseconds_and_a_counter()
    {
        Assert.Equal((ulong)Noon << 16, Stamp.At(Noon));
        Assert.Equal(Noon, Stamp.Milliseconds(Stamp.At(Noon) + 0xFFFF));
        Assert.Equal(Noon + 1, Stamp.Milliseconds(Stamp.At(Noon) + 0x10000));
    }
}
