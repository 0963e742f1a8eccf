using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>What a write does: the effects, and their order.</summary>
public sealed class ReplicaWriteTests
{
    private readonly Site site = new(0);

    [Fact]
    public void A_write_is_persisted_and_then_answered()
    {
        WriteRequest put = site.Put("a", "1");
        ReplicaEffect[] effects = site.Handle(new ReplicaInput.Write("call", put));

        Operation operation = Assert.IsType<LogRecord.Applied>(Assert.IsType<ReplicaEffect.Persist>(effects[0]).Record).Operation;
        ReplicaEffect.Reply reply = Assert.IsType<ReplicaEffect.Reply>(effects[1]);
        Assert.Equal(2, effects.Length);
        Assert.Equal("call", reply.Call);
        ReplicaReply.Written written = Assert.IsType<ReplicaReply.Written>(reply.Value);
        Assert.Equal(new(operation.Version, site.Id, 1, Superseded: false), written.Result);
        Assert.Equal((site.Id, 1UL, put.Id, "a", 0UL), (operation.Replica, operation.Sequence, operation.Version.OperationId, operation.Key, operation.PreviousChain));
        Assert.Equal(put.Value, site.Get("a")?.Value);
    }

    // Several inputs share one list of effects, as they share one sync of the disk.
    [Fact]
    public void A_read_behind_a_write_is_answered_behind_its_record()
    {
        List<ReplicaEffect> effects = [];
        site.Replica.Handle(new ReplicaInput.Get("before", "a"), site.Now, effects);
        site.Replica.Handle(new ReplicaInput.Write("write", site.Put("a", "1")), site.Now, effects);
        site.Replica.Handle(new ReplicaInput.Get("after", "a"), site.Now, effects);
        site.Replica.Handle(new ReplicaInput.HeartbeatDue("link"), site.Now, effects);

        Assert.Equal(
            ["before", "persist", "write", "after", "link"],
            effects.Select(effect => effect switch
            {
                ReplicaEffect.Reply reply => reply.Call,
                ReplicaEffect.SendHeartbeat heartbeat => heartbeat.Link,
                _ => "persist",
            }));
    }

    [Fact]
    public void Sequence_numbers_and_chains_follow_each_other()
    {
        for (int i = 0; i < 4; i++)
            site.Write(site.Put("a"));

        Operation[] operations = site.Operations();
        Assert.Equal([1UL, 2UL, 3UL, 4UL], operations.Select(operation => operation.Sequence));
        Assert.Equal(operations[..^1].Select(operation => operation.Chain), operations[1..].Select(operation => operation.PreviousChain));
        Assert.Equal(new VectorEntry(site.Id, 4, operations[^1].Chain), site.Replica.Vector.EntryOf(site.Id));
    }

    [Theory]
    [InlineData(nameof(WriteOutcome.Restamp))]
    [InlineData(nameof(WriteOutcome.Conflict))]
    [InlineData(nameof(WriteOutcome.Expired))]
    [InlineData(nameof(WriteOutcome.Ahead))]
    public void A_refused_write_leaves_no_trace(string outcome)
    {
        site.Write(site.Put("a", "1"));
        StoredDocument? current = site.Get("a");
        WriteRequest put = site.Put("a", "2");
        WriteRequest refused = outcome switch
        {
            nameof(WriteOutcome.Restamp) => put with { Stamp = current!.Version.Stamp - 1 },
            nameof(WriteOutcome.Conflict) => put with { Condition = new(Version: null) },
            nameof(WriteOutcome.Expired) => put with { Stamp = Stamp.At(site.Now - 700_000), Attempt = 1 },
            _ => put with { Stamp = Stamp.At(site.Now + 9_000), Attempt = 1 },
        };

        ReplicaEffect reply = Assert.Single(site.Handle(new ReplicaInput.Write("call", refused)));

        ReplicaReply.Written written = Assert.IsType<ReplicaReply.Written>(Assert.IsType<ReplicaEffect.Reply>(reply).Value);
        Assert.Equal((outcome, null, current), (written.Outcome.ToString(), written.Result, written.Current));
        Assert.True(written.Clock > current!.Version.Stamp, "a client that merges this clock wins");
        Assert.Equal(1UL, site.Replica.Vector[site.Id]);
        Assert.Equal(2UL, site.Write(put).Result?.Sequence);
    }

    [Fact]
    public void A_client_that_stamps_again_by_the_clock_of_the_refusal_wins()
    {
        site.Write(site.Put("a", "1", Stamp.At(site.Now + 1_900)));
        WriteRequest first = site.Put("a", "2", Stamp.At(site.Now));
        ReplicaReply.Written refusal = site.Write(first);
        Assert.Equal(WriteOutcome.Restamp, refusal.Outcome);

        ReplicaReply.Written written = site.Write(first with { Stamp = new HybridClock(refusal.Clock).Tick(site.Now).Last, Restamped = true });

        Assert.Equal((WriteOutcome.Accepted, false), (written.Outcome, written.Result!.Superseded));
        Assert.Equal(first.Value, site.Get("a")?.Value);
    }

    [Fact]
    public void Clients_write_on_when_a_wall_clock_was_years_ahead_and_is_set_back()
    {
        site.Now += 70L * 365 * 86_400_000;
        site.Write(site.Put("a", "1"));
        site.Now -= 70L * 365 * 86_400_000;

        WriteRequest first = site.Put("a", "2", Stamp.At(site.Now));
        ReplicaReply.Written refusal = site.Write(first);
        Assert.Equal(WriteOutcome.Restamp, refusal.Outcome);
        ulong clock = refusal.Clock;
        for (int write = 0; write < 3; write++)
        {
            // Its client's clock goes on from the site's with the time that has elapsed.
            site.Now += 500;
            clock += Stamp.At(500);
            WriteRequest again = site.Put("a", $"{write}", clock) with { Restamped = write == 0 };
            Assert.Equal(WriteOutcome.Accepted, site.Write(again).Outcome);
            Assert.Equal(again.Value, site.Get("a")?.Value);
        }
    }

    [Fact]
    public void A_delete_leaves_a_tombstone_that_no_reader_sees()
    {
        site.Write(site.Put("a", "1"));
        ulong digest = site.Replica.Digest;
        site.Write(site.Put("a") with { Kind = OperationKind.Delete });

        Assert.Null(site.Get("a"));
        Assert.Equal(0, site.Replica.LiveDocuments);
        Assert.True(Assert.Single(site.State().Documents).IsDeleted);
        Assert.NotEqual(digest, site.Replica.Digest);
        Assert.Empty(Page("", null, 10, 1_000).Documents);
    }

    [Fact]
    public void A_known_operation_is_answered_with_its_result_and_not_executed_again()
    {
        WriteRequest put = site.Put("a", "1");
        OperationResult? result = site.Write(put).Result;
        site.Write(site.Put("a", "2"));
        StoredDocument? current = site.Get("a");
        site.Restart();

        foreach (byte attempt in (byte[])[0, 1])
        {
            WriteRequest again = put with { Attempt = attempt, Condition = new(Version: null), Value = new byte[1] };
            ReplicaEffect only = Assert.Single(site.Handle(new ReplicaInput.Write("call", again)));
            Assert.Equal(result, Assert.IsType<ReplicaReply.Written>(Assert.IsType<ReplicaEffect.Reply>(only).Value).Result);
        }
        Assert.Equal(current, site.Get("a"));
    }

    // A retry may come for the lifetime of operations, by a clock that is off by as much as clocks may be.
    [Theory]
    [InlineData(599_000, nameof(WriteOutcome.Accepted), 1)]
    [InlineData(604_000, nameof(WriteOutcome.Accepted), 1)]
    [InlineData(604_001, nameof(WriteOutcome.Expired), 0)]
    public void A_result_outlives_every_retry_that_is_not_refused(long later, string outcome, ulong sequence)
    {
        WriteRequest put = site.Put("a", "1", Stamp.At(site.Now));
        site.Write(put);
        site.Now += later;

        ReplicaReply.Written written = site.Write(put with { Attempt = 1 });

        Assert.Equal((outcome, sequence), (written.Outcome.ToString(), written.Result?.Sequence ?? 0));
        Assert.Single(site.Log);
    }

    // Answers go when there are too many, too; then nobody knows whether an older one has been executed.
    [Fact]
    public void A_later_try_whose_answer_may_have_made_room_is_never_executed_at_whichever_site_it_comes()
    {
        Site busy = new(0, new ReplicaRules { MaxResults = 2 }), heir = new(1);
        WriteRequest[] puts = [.. Enumerable.Range(0, 4).Select(number => busy.Put("a", $"{number}", Stamp.At(busy.Now + number)))];
        foreach (WriteRequest put in puts)
            busy.Write(put);
        heir.Take(busy.State());
        WriteRequest byId = busy.Put("a", "by its id") with { Attempt = 1 };

        foreach (Site each in (Site[])[busy, heir])
        {
            Assert.Equal(WriteOutcome.Expired, each.Write(puts[1] with { Attempt = 1 }).Outcome);
            Assert.Equal(3UL, each.Write(puts[2] with { Attempt = 1 }).Result?.Sequence);
            Assert.Equal(WriteOutcome.Expired, each.Write(byId).Outcome);
            Assert.Equal(WriteOutcome.Expired, each.Write(byId with { Attempt = 0 }).Outcome);
            Assert.Equal(WriteOutcome.Accepted, each.Write(each.Put("b", "", Stamp.At(each.Now + 9)) with { Attempt = 1 }).Outcome);
            each.Now += 2_010;
            Assert.Equal(WriteOutcome.Accepted, each.Write(byId with { Id = each.NewId(), Attempt = 0 }).Outcome);
        }
    }

    [Fact]
    public void The_sites_own_stamps_are_greater_than_all_that_it_has_seen()
    {
        site.Write(site.Put("a", "1", Stamp.At(site.Now + 1_999)));
        WriteVersion first = site.Get("a")!.Version;
        site.Now -= 5_000;
        WriteVersion second = site.Write(site.Put("b")).Result!.Version;
        site.Restart();
        WriteVersion third = site.Write(site.Put("a", "2")).Result!.Version;

        Assert.True(first.Stamp < second.Stamp && second.Stamp < third.Stamp);
        Assert.Equal(third, site.Get("a")?.Version);
    }

    [Fact]
    public void A_retry_that_loses_is_accepted_and_changes_nothing()
    {
        site.Write(site.Put("a", "1"));
        StoredDocument? current = site.Get("a");
        WriteRequest loser = site.Put("a", "2", current!.Version.Stamp - 1) with { Attempt = 1 };

        ReplicaReply.Written written = site.Write(loser);

        Assert.Equal((WriteOutcome.Accepted, true), (written.Outcome, written.Result!.Superseded));
        Assert.Equal(current, site.Get("a"));
        Assert.True(Assert.IsType<LogRecord.Applied>(site.Log[^1]).Superseded);
    }

    //          count | bytes | the page, of documents with a key of 1 and a value of 3 | more
    [Theory]
    [InlineData(10, 1_000, "a b c", false)]
    [InlineData(3, 1_000, "a b c", false)]
    [InlineData(2, 1_000, "a b", true)]
    [InlineData(10, 12, "a b c", false)]
    [InlineData(10, 11, "a b", true)]
    [InlineData(10, 1, "a", true)]
    [InlineData(1, 0, "a", true)]
    [InlineData(0, 1_000, "a", true)]
    public void A_page_is_bounded_and_never_empty_while_there_are_more(int count, long bytes, string keys, bool more)
    {
        foreach (string key in (string[])["c", "a", "b"])
            site.Write(site.Put(key, "123"));

        ReplicaReply.Page page = Page("", null, count, bytes);

        Assert.Equal((keys, more), (string.Join(' ', page.Documents.Select(document => document.Key)), page.HasMore));
        Assert.Equal(site.Replica.Vector, page.Vector);
        Assert.True(page.Clock > page.Documents.Max(document => document.Version.Stamp));
    }

    private ReplicaReply.Page Page(string prefix, string? after, int count, long bytes) =>
        Assert.IsType<ReplicaReply.Page>(Assert.IsType<ReplicaEffect.Reply>(
            Assert.Single(site.Handle(new ReplicaInput.List("call", prefix, after, count, bytes)))).Value);
}
