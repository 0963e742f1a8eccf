using ClientHa.Testing.Clocks;

namespace ClientHa.Testing.Tests.Clocks;

public sealed class FaultyClockTests
{
    private static readonly ClockFaults Ahead = new() { Skew = TimeSpan.FromHours(3) };
    private static readonly ClockFaults Behind = new() { Skew = TimeSpan.FromHours(-1) };
    private static readonly ClockFaults Still = new() { StandsStill = true };
    private readonly SetTime inner = new();
    private readonly FaultyClock clock;

    public FaultyClockTests() => clock = new FaultyClock(inner);

    [Fact]
    public void Skews_add_up_in_any_order()
    {
        ClockFaults expected = new() { Skew = TimeSpan.FromHours(2), StandsStill = true };
        Assert.Equal(expected, ClockFaults.Combine([Ahead, Still, Behind]));
        Assert.Equal(expected, ClockFaults.Combine([Behind, Ahead, Still]));
        Assert.Equal(ClockFaults.Nothing, ClockFaults.Combine([]));
    }

    [Fact]
    public void A_skewed_clock_goes_on_at_its_distance_and_jumps_back_when_it_is_healed()
    {
        clock.Set(Ahead);
        Assert.Equal(inner.Now.AddHours(3), clock.GetUtcNow());
        inner.Now = inner.Now.AddSeconds(5);
        Assert.Equal(inner.Now.AddHours(3), clock.GetUtcNow());

        clock.Set(ClockFaults.Nothing);
        Assert.Equal(inner.Now, clock.GetUtcNow());
    }

    [Fact]
    public void A_clock_that_stands_still_shows_when_it_began_to_and_is_right_when_it_is_healed()
    {
        DateTimeOffset began = inner.Now;
        clock.Set(Still);
        inner.Now = inner.Now.AddMinutes(1);
        Assert.Equal(began, clock.GetUtcNow());

        clock.Set(ClockFaults.Combine([Still, Behind]));
        inner.Now = inner.Now.AddMinutes(1);
        Assert.Equal(began.AddHours(-1), clock.GetUtcNow());

        clock.Set(ClockFaults.Nothing);
        Assert.Equal(inner.Now, clock.GetUtcNow());
    }

    [Fact]
    public void Timestamps_and_timers_go_on_whatever_the_time_of_day_is()
    {
        clock.Set(ClockFaults.Combine([Still, Ahead]));

        Assert.Equal(inner.GetTimestamp(), clock.GetTimestamp());
        Assert.Equal(inner.TimestampFrequency, clock.TimestampFrequency);
        Assert.Same(SetTime.Timer, clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero));
    }

    private sealed class SetTime : TimeProvider
    {
        public static readonly ITimer Timer = System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public DateTimeOffset Now { get; set; } = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override long TimestampFrequency => 1_000;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 42;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Timer;
    }
}
