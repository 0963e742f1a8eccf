using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Clocks that differ, and one that is set.</summary>
public sealed class ClockTests
{
    private const long Skew = 2_000;

    //                        this site sends | how long the peer keeps it | the peer's clock | this site's when the answer comes | ahead | wrong by
    [Theory]
    [InlineData(1_000, 0, 1_000, 1_000, 0, 0)]
    [InlineData(1_000, 0, 1_010, 1_020, 0, 10)]
    [InlineData(1_000, 900, 1_910, 1_920, 0, 10)]
    [InlineData(1_000, 900, 6_910, 1_920, 5_000, 10)]
    [InlineData(9_000, 500, 4_520, 9_540, -5_000, 20)]
    public void The_offset_of_a_clock_is_measured_over_a_round_trip(long sent, long age, long peer, long now, long ahead, long uncertainty)
    {
        ClockOffset measured = Assert.NotNull(ClockOffset.Measure(sent, age, peer, now));

        Assert.Equal((ahead, uncertainty), ((long)measured.Ahead.TotalMilliseconds, (long)measured.Uncertainty.TotalMilliseconds));
    }

    [Theory]
    [InlineData(0, 0, 1_000, 1_000)]
    [InlineData(1_000, 0, 0, 1_000)]
    [InlineData(1_000, -1, 1_000, 1_000)]
    [InlineData(1_000, 11, 1_000, 1_010)]
    public void What_does_not_fit_together_measures_nothing(long sent, long age, long peer, long now) =>
        Assert.Null(ClockOffset.Measure(sent, age, peer, now));

    [Theory]
    [InlineData(300, 0, true)]
    [InlineData(-300, 0, true)]
    [InlineData(300, 60, false)]
    [InlineData(250, 0, false)]
    public void Only_what_is_certain_is_told(long ahead, long uncertainty, bool told) => Assert.Equal(
        told, new ClockOffset(TimeSpan.FromMilliseconds(ahead), TimeSpan.FromMilliseconds(uncertainty)).IsBeyond(ClockOffset.Notable));

    //                        the wall clock against the time that has passed | is it believed?
    [Theory]
    [InlineData(0, true)]
    [InlineData(Skew, true)]
    [InlineData(-Skew, true)]
    [InlineData(Skew + 1, false)]
    [InlineData(-Skew - 1, false)]
    [InlineData(3_600_000, false)]
    public void A_wall_clock_that_jumps_is_not_followed(long jump, bool believed)
    {
        GuardedClock clock = new(TimeSpan.FromMilliseconds(Skew));
        clock.Read(Site.Noon, TimeSpan.FromSeconds(5));

        long shown = clock.Read(Site.Noon + 10_000 + jump, TimeSpan.FromSeconds(15));

        Assert.Equal(Site.Noon + 10_000 + (believed ? jump : 0), shown);
        Assert.Equal(believed ? 0 : jump, (long)clock.Jump.TotalMilliseconds);
        Assert.Equal(Site.Noon + 20_000, clock.Read(Site.Noon + 20_000, TimeSpan.FromSeconds(25)));
        Assert.False(clock.IsHeld);
    }

    [Fact]
    public void A_clock_that_stands_still_is_found_however_often_it_is_read()
    {
        GuardedClock clock = new(TimeSpan.FromMilliseconds(Skew));
        long shown = 0;
        for (int i = 0; i <= 100_000; i += 10)
            shown = clock.Read(Site.Noon, TimeSpan.FromMilliseconds(i));

        Assert.Equal(Site.Noon + 100_000, shown);
        Assert.True(clock.IsHeld);
    }

    [Fact]
    public void A_clock_that_is_slewed_is_followed_for_days()
    {
        GuardedClock clock = new(TimeSpan.FromMilliseconds(Skew));
        for (long second = 0; second < 3 * 86_400; second++)
            clock.Read(Site.Noon + (second * 1_000) + (second / 2), TimeSpan.FromSeconds(second));

        Assert.False(clock.IsHeld);
    }

    [Theory]
    [InlineData(3_600_000, true)]
    [InlineData(3_599_000, true)]
    [InlineData(0, false)]
    public void A_jump_that_a_peer_bears_out_is_followed_after_all(long peerIsAhead, bool believed)
    {
        GuardedClock clock = new(TimeSpan.FromMilliseconds(Skew));
        clock.Read(Site.Noon, TimeSpan.Zero);
        clock.Read(Site.Noon + 3_600_000, TimeSpan.Zero);

        clock.Compare(TimeSpan.FromMilliseconds(peerIsAhead));

        Assert.Equal(Site.Noon + (believed ? 3_600_000 : 0), clock.Read(Site.Noon + 3_600_000, TimeSpan.Zero));
    }

    //                        the data's newest stamp, ahead of the clock | does the site start?
    [Theory]
    [InlineData(-60_000, true)]
    [InlineData(2 * Skew, true)]
    [InlineData((2 * Skew) + 1, false)]
    public void A_site_does_not_start_with_a_clock_that_is_behind_its_data(long ahead, bool starts)
    {
        string? fault = ClockRule.FaultAtStart(Stamp.At(Site.Noon + ahead), Site.Noon, ReplicaRules.Default);

        Assert.Equal(starts, fault is null);
        Assert.Equal(starts, fault?.Contains("--accept-clock", StringComparison.Ordinal) is not true);
    }

    [Fact]
    public void Operations_that_are_stamped_ahead_wait_and_are_taken_when_their_time_has_come()
    {
        Site ahead = new(0), site = new(1);
        ahead.Write(ahead.Put("a"));
        ahead.Now += Skew + 1;
        ahead.Write(ahead.Put("b"));
        Operation[] operations = ahead.Operations();

        ReplicaEffect[] effects = site.Push(operations);

        Assert.Equal(new ReplicaEffect.Ahead("link", ahead.Now), effects[1]);
        Assert.Equal(1UL, Assert.IsType<ReplicaEffect.Acknowledge>(effects[2]).Vector[ahead.Id]);
        Assert.Equal((true, false), (site.Get("a") is not null, site.Get("b") is not null));
        site.Now++;
        site.Push(operations);
        Assert.NotNull(site.Get("b"));
    }

    [Fact]
    public void A_state_that_is_stamped_ahead_waits_as_a_whole()
    {
        Site ahead = new(0), site = new(1);
        ahead.Now += Skew + 1;
        ahead.Write(ahead.Put("a"));
        ReplicaState state = ahead.State();
        ReplicaInput taken = new ReplicaInput.State("link", state.Vector, [new(state.Documents, state.Results)]);

        Assert.Equal([new ReplicaEffect.Ahead("link", ahead.Now)], site.Handle(taken));
        Assert.Empty(site.Log);
        site.Now++;
        site.Handle(taken);
        Assert.NotNull(site.Get("a"));
    }

    [Fact]
    public void Two_sites_whose_clocks_differ_as_much_as_they_may_wait_for_nothing()
    {
        Site ahead = new(0), site = new(1);
        ahead.Now += Skew;
        Assert.Equal(WriteOutcome.Accepted, ahead.Write(ahead.Put("a")).Outcome);

        site.Push(ahead.Operations());

        Assert.NotNull(site.Get("a"));
    }
}
