using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Nobody pushes a replica's clock on and on by what he stamps: neither a client nor a site.</summary>
public sealed class ClockLeadTests
{
    private const long Skew = 2_000;
    private const long Hour = 3_600_000;

    private readonly Site site = new(0);

    private long Ahead => Stamp.Milliseconds(site.Replica.Clock) - site.Now;

    [Fact]
    public void A_client_cannot_push_the_clock_by_letting_its_counter_run_over()
    {
        for (int step = 1; step <= 10; step++)
        {
            site.Write(site.Put("a", stamp: Stamp.At(site.Now + (step * Skew)) + 0xFFFF));
            site.Write(site.Put("a"));
        }
        Assert.InRange(Ahead, Skew, Skew + 1);
    }

    [Fact]
    public void A_wall_clock_that_goes_back_by_a_little_lets_nobody_push_it()
    {
        for (int step = 1; step <= 10; step++)
        {
            site.Write(site.Put("a", stamp: Stamp.At(site.Now + (step * Skew))));
            site.Now--;
        }
        Assert.InRange(Ahead, Skew, Skew + 10);
    }

    [Fact]
    public void A_site_cannot_push_it_either()
    {
        Site hostile = new(1);
        for (int step = 1; step <= 10; step++)
        {
            hostile.Now = site.Now + (step * Skew);
            hostile.Write(hostile.Put("a", stamp: Stamp.At(hostile.Now) + 0xFFFF));
            site.Push(hostile.Operations());
            site.Write(site.Put("b"));
        }
        Assert.InRange(Ahead, Skew, Skew + 1);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("result")]
    [InlineData("addition")]
    [InlineData("conflict")]
    [InlineData("horizon of results")]
    [InlineData("horizon of additions")]
    public void Nothing_in_a_state_is_stamped_ahead_unseen(string what)
    {
        Site hostile = new(1);
        hostile.Write(hostile.Put("a"));
        ReplicaState state = hostile.State();
        ulong stamp = Stamp.At(site.Now + Skew + 1);
        WriteVersion version = new(stamp, hostile.NewId());
        StoredDocument document = new("a", default, version, IsDeleted: false);
        LogRecord.StatePart part = what switch
        {
            "document" => new([document], []),
            "result" => new([], [new(version, hostile.Id, 1, Superseded: false)]),
            "addition" => new([], []) { Additions = [new(version, hostile.Id, 1, "a", 1, 1)] },
            "conflict" => new([], []) { Conflicts = [new(document, document with { Version = version with { Stamp = 1 } }, hostile.Id, hostile.Id)] },
            "horizon of results" => new([], []) { ResultsHorizon = stamp },
            _ => new([], []) { AdditionsHorizon = stamp },
        };

        ReplicaEffect[] effects = site.Handle(new ReplicaInput.State("link", state.Vector, [part]));

        Assert.Equal([new ReplicaEffect.Ahead("link", Stamp.Milliseconds(stamp))], effects);
        Assert.Equal(WriteOutcome.Accepted, site.Write(site.Put("a", stamp: Stamp.At(site.Now))).Outcome);
        Assert.InRange(Ahead, 0, Skew);
    }

    [Fact]
    public void Who_has_read_what_is_ahead_writes_on_however_long_he_takes()
    {
        const long error = 3_600_000;
        site.Now += error;
        ulong seen = site.Write(site.Put("a")).Clock;
        site.Now -= error;
        for (int second = 0; second < 100; second++)
        {
            site.Now += 1_000;
            seen += Stamp.At(1_000);
            Assert.Equal(WriteOutcome.Accepted, site.Write(site.Put("a", stamp: seen)).Outcome);
        }
        site.Restart();
        Assert.Equal(WriteOutcome.Accepted, site.Write(site.Put("a", stamp: seen + Stamp.At(1_000))).Outcome);
    }

    [Fact]
    public void A_lead_is_over_when_the_time_has_come()
    {
        site.Now += 10_000;
        site.Write(site.Put("a"));
        site.Now -= 10_000;
        site.Write(site.Put("b"));
        site.Now += 9_000;
        site.Write(site.Put("b"));
        site.Now -= 1;

        Assert.Equal(WriteOutcome.Restamp, site.Write(site.Put("a", stamp: Stamp.At(site.Now + Skew + 1_100))).Outcome);
    }

    // The clocks of a cluster were an hour ahead and were set back. Who joins it now would wait for an hour.
    [Fact]
    public void Who_is_told_that_clocks_were_wrong_takes_a_state_that_is_ahead_and_writes_on_above_it()
    {
        Site cluster = new(1) { Now = site.Now + Hour };
        cluster.Write(cluster.Put("a"));
        ReplicaState state = cluster.State();
        ReplicaInput.State given = new("link", state.Vector, [state.ToPart()]);
        Assert.IsType<ReplicaEffect.Ahead>(Assert.Single(site.Handle(given)));

        site.Handle(given with { AcceptsClock = true });

        Assert.Equal(cluster.Replica.Vector, site.Replica.Vector);
        cluster.Write(cluster.Put("b"));
        site.Push(cluster.Operations()[1..]);
        Assert.Equal(cluster.Replica.Vector, site.Replica.Vector);
        ulong above = cluster.Replica.Clock + 1;
        Assert.Equal(WriteOutcome.Accepted, site.Write(site.Put("a", stamp: above)).Outcome);
        Assert.Equal(WriteOutcome.Restamp, site.Write(site.Put("a", stamp: above + Stamp.At(2 * Skew))).Outcome);
        // Where something is, nobody is believed that much.
        cluster.Now += Hour;
        cluster.Write(cluster.Put("c"));
        state = cluster.State();
        Assert.IsType<ReplicaEffect.Ahead>(Assert.Single(site.Handle(new ReplicaInput.State("link", state.Vector, [state.ToPart()]) { AcceptsClock = true })));
    }

    // Both clocks were an hour ahead and were set back; the client's stamps go on with the time, and one site was cut off for a while.
    [Fact]
    public void A_site_that_was_cut_off_takes_what_the_other_one_has_taken_meanwhile()
    {
        Site other = new(1);
        other.Now = site.Now += Hour;
        site.Write(site.Put("a"));
        other.Push(site.Operations());
        other.Now = site.Now -= Hour;
        site.Restart();
        other.Restart();

        for (int seconds = 0; seconds < 30; seconds++)
        {
            other.Now = site.Now += 1_000;
            other.Get("a");
            Assert.Equal(WriteOutcome.Accepted, site.Write(site.Put("a", stamp: Stamp.At(site.Now + Hour))).Outcome);
        }
        other.Push(site.Operations());

        Assert.Equal(site.Replica.Vector, other.Replica.Vector);
        Assert.InRange(Ahead, Hour - Skew, Hour + Skew);
        // Nobody is farther ahead by it than the clocks were.
        Assert.Equal(WriteOutcome.Restamp, other.Write(other.Put("a", stamp: Stamp.At(other.Now + Hour + (2 * Skew)))).Outcome);
    }
}
