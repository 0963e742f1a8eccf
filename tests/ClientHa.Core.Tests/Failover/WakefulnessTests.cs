using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class WakefulnessTests
{
    //                        between two looks, in seconds: monotonic clock, time of day, slept
    public static TheoryData<double, double, double> Looks => new()
    {
        // Awake: looked at in time, by a call in between, or a little late; clocks that are corrected.
        { 10.0, 10.0, 0.0 },
        { 0.0, 0.0, 0.0 },
        { 19.9, 19.9, 0.0 },
        { 10.0, 19.0, 0.0 },
        { 10.0, 2.0, 0.0 },

        // The clock was set back by an hour: nothing.
        { 10.0, -3_590.0, 0.0 },

        // Slept, and the monotonic clock too; or only the timers.
        { 10.0, 100.0, 90.0 },
        { 0.0, 28_800.0, 28_800.0 },
        { 3_610.0, 3_610.0, 3_600.0 },

        // Slept, while the clock was set back.
        { 3_610.0, 10.0, 3_600.0 },

        // Set forward by an hour: it looks like sleep, and costs no more than a look at the sites.
        { 10.0, 3_610.0, 3_600.0 },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public void Two_looks_at_two_clocks_tell_how_long_the_machine_slept(double monotonic, double wall, double slept)
    {
        Wakefulness before = new(new(12_345), 678_900_000_000);
        Wakefulness after = new(before.Monotonic + TimeSpan.FromSeconds(monotonic), before.Wall + TimeSpan.FromSeconds(wall).Ticks);

        Assert.Equal(TimeSpan.FromSeconds(slept), before.SleptUntil(after));
    }
}
