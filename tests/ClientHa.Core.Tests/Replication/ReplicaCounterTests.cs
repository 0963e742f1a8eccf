using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Additions: each counts once, at every site, wherever and however often it was tried.</summary>
public sealed class ReplicaCounterTests
{
    private readonly Site site = new(0);
    private readonly Site other = new(1);

    [Fact]
    public void An_addition_is_persisted_with_its_total_and_then_answered()
    {
        site.Write(site.Add("hits", 40));
        WriteRequest add = site.Add("hits", 2);
        ReplicaEffect[] effects = site.Handle(new ReplicaInput.Write("call", add));

        Operation operation = Assert.IsType<LogRecord.Applied>(Assert.IsType<ReplicaEffect.Persist>(effects[0]).Record).Operation;
        ReplicaReply.Written written = Assert.IsType<ReplicaReply.Written>(Assert.IsType<ReplicaEffect.Reply>(effects[1]).Value);
        Assert.Equal((OperationKind.Add, 2UL, add.Id), (operation.Kind, operation.Sequence, operation.Version.OperationId));
        Assert.Equal((2L, 42L), (CounterNumber.Read(operation.Value), CounterNumber.Read(operation.Result)));
        Assert.Equal((operation.Version, site.Id, 2UL, 42L), (written.Result!.Version, written.Result.Replica, written.Result.Sequence, CounterNumber.Read(written.Result.Result)));
        Assert.True(written.Clock > operation.Version.Stamp);
        Assert.Equal(42, site.Total("hits"));
    }

    [Fact]
    public void Counters_and_documents_of_one_name_are_two_things()
    {
        site.Write(site.Put("a", "text"));
        site.Write(site.Add("a", 3));

        Assert.Equal(3, site.Total("a"));
        Assert.Equal("text", System.Text.Encoding.UTF8.GetString(site.Get("a")!.Value.Span));
        Assert.Equal((1, 1), (site.Replica.LiveDocuments, site.Replica.Counters));
        Assert.Empty(site.State().Conflicts);
    }

    [Fact]
    public void A_later_try_is_answered_with_the_first_result_after_a_restart_too()
    {
        WriteRequest add = site.Add("hits", 5);
        OperationResult? first = site.Write(add).Result;
        site.Write(site.Add("hits", 7));
        site.Restart();

        OperationResult? again = site.Write(add with { Attempt = 1 }).Result;

        Assert.Equal(12, site.Total("hits"));
        Assert.Equal((first!.Sequence, first.Version, 5L), (again!.Sequence, again.Version, CounterNumber.Read(again.Result)));
        Assert.Equal(2, site.Log.Count);
    }

    // The site that accepted the first try has died before anybody heard of it. Now both are there.
    [Fact]
    public void A_try_that_two_sites_have_accepted_counts_once_at_both()
    {
        site.Write(site.Add("hits", 1));
        other.Push(site.Operations());
        WriteRequest add = site.Add("hits", 5, Stamp.At(site.Now));
        ReplicaReply.Written first = site.Write(add), second = other.Write(add with { Attempt = 1 });
        Assert.Equal((6L, 6L), (CounterNumber.Read(first.Result!.Result), CounterNumber.Read(second.Result!.Result)));

        site.Push(other.Operations());
        other.Push(site.Operations());

        Assert.Equal((6L, 6L), (site.Total("hits"), other.Total("hits")));
        Assert.Equal(site.Replica.Vector, other.Replica.Vector);
        Assert.Equal(site.Replica.Digest, other.Replica.Digest);
        foreach (Site each in (Site[])[site, other])
        {
            OperationResult? known = each.Write(add with { Attempt = 2 }).Result;
            Assert.Equal((add.Id, add.Stamp, 6L), (known!.Version.OperationId, known.Version.Stamp, CounterNumber.Read(known.Result)));
        }
        site.Restart();
        Assert.Equal(6, site.Total("hits"));
        Assert.Equal(other.Replica.Digest, site.Replica.Digest);
    }

    [Fact]
    public void A_state_brings_the_counters_and_keeps_what_is_here_beyond_it()
    {
        site.Write(site.Add("both", 1));
        WriteRequest twice = site.Add("both", 10, Stamp.At(site.Now));
        site.Write(twice);
        other.Write(twice with { Attempt = 1 });
        other.Write(other.Add("both", 100));
        other.Write(other.Add("own", 1_000));

        other.Take(site.State());

        Assert.Equal((111L, 1_000L), (other.Total("both"), other.Total("own")));
        site.Push(other.Operations().Where(operation => operation.Replica == other.Id).ToArray());
        Assert.Equal(site.Replica.Digest, other.Replica.Digest);
        other.Restart();
        Assert.Equal(site.Replica.Digest, other.Replica.Digest);
        Assert.Equal(111, other.Total("both"));
    }

    [Fact]
    public void Who_has_taken_over_a_state_knows_the_additions_in_it()
    {
        WriteRequest add = site.Add("hits", 5);
        OperationResult? first = site.Write(add).Result;
        other.Take(site.State());

        Assert.Equal(first!.Version, other.Write(add with { Attempt = 1 }).Result!.Version);
        Assert.Equal(5, other.Total("hits"));
        Assert.True(other.Write(other.Put("a")).Result!.Version.Stamp > first.Version.Stamp);
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, -1)]
    [InlineData(1, long.MaxValue)]
    public void What_would_pass_the_limits_of_a_counter_is_refused_and_leaves_no_trace(long total, long delta)
    {
        site.Write(site.Add("a", total));
        WriteRequest add = site.Add("a", delta);

        Assert.Equal(WriteOutcome.Overflow, site.Write(add).Outcome);
        Assert.Equal(total, site.Total("a"));
        Assert.Equal(WriteOutcome.Accepted, site.Write(site.Add("a", total < 0 ? long.MaxValue : -total)).Outcome);
        Assert.Equal(WriteOutcome.Accepted, site.Write(add).Outcome);
    }

    [Fact]
    public void Additions_are_refused_where_too_many_are_not_known_everywhere()
    {
        Site full = new(0, new ReplicaRules { MaxAdditions = 2 });
        full.Handle(new ReplicaInput.Admit("call", other.Id));
        WriteRequest known = full.Add("a");
        ReplicaReply.Written first = full.Write(known);
        full.Write(full.Add("b"));

        Assert.Equal(WriteOutcome.Full, full.Write(full.Add("a")).Outcome);
        Assert.Equal(first.Result!.Sequence, full.Write(known with { Attempt = 1 }).Result?.Sequence);
        Assert.Equal(WriteOutcome.Accepted, full.Write(full.Put("a")).Outcome);
        Assert.Equal(1, full.Total("a"));

        // What others have accepted comes all the same.
        other.Write(other.Add("a"));
        full.Push(other.Operations());
        Assert.Equal(2, full.Total("a"));
    }

    [Fact]
    public void A_site_without_others_never_runs_out_of_room_for_additions()
    {
        Site alone = new(0, new ReplicaRules { MaxAdditions = 2 });

        for (int number = 1; number <= 10; number++)
        {
            Assert.Equal(WriteOutcome.Accepted, alone.Write(alone.Add("a")).Outcome);
            alone.Now += 60_000;
        }
        Assert.Equal(10, alone.Total("a"));
    }

    [Fact]
    public void A_site_that_kept_all_additions_for_one_that_was_away_takes_more_when_that_is_retired()
    {
        Site full = new(0, new ReplicaRules { MaxAdditions = 2 });
        full.Handle(new ReplicaInput.Admit("call", other.Id));
        full.Write(full.Add("a"));
        full.Write(full.Add("a"));
        full.Now += 60_000;
        Assert.Equal(WriteOutcome.Full, full.Write(full.Add("a")).Outcome);

        full.Handle(new ReplicaInput.Retire("call", [other.Id]));

        Assert.Equal(WriteOutcome.Accepted, full.Write(full.Add("a")).Outcome);
        Assert.Equal(3, full.Total("a"));
    }
}
