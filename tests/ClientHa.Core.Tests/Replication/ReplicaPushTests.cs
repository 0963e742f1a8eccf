using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>What operations of other sites do: the effects, and their order.</summary>
public sealed class ReplicaPushTests
{
    private readonly Site source = new(0);
    private readonly Site site = new(1);

    public ReplicaPushTests()
    {
        foreach (string key in (string[])["a", "b", "c", "d"])
            source.Write(source.Put(key, key));
    }

    private Operation[] Four => source.Operations();

    [Fact]
    public void Operations_are_persisted_and_then_acknowledged()
    {
        ReplicaEffect[] effects = site.Push(Four);

        Assert.Equal(Four, effects[..4].Select(effect => ((LogRecord.Applied)((ReplicaEffect.Persist)effect).Record).Operation));
        ReplicaEffect.Acknowledge acknowledge = Assert.IsType<ReplicaEffect.Acknowledge>(effects[4]);
        Assert.Equal(("link", source.Replica.Vector), (acknowledge.Link, acknowledge.Vector));
        Assert.Equal(5, effects.Length);
        Assert.Equal(source.Replica.Digest, site.Replica.Digest);
    }

    // A vector of so many entries no site would read, so that this one would have no links any more, for good.
    [Fact]
    public void Replicas_that_are_made_up_are_refused_when_they_are_more_than_a_cluster_has_had()
    {
        Site few = new(1, ReplicaRules.Default with { MaxReplicas = 3 });
        Site[] made = [new(2), new(3), new(4)];
        foreach (Site each in made)
            each.Write(each.Put("a"));

        few.Push(made[0].Operations());
        few.Push(made[1].Operations());
        ReplicaEffect[] effects = few.Push(made[2].Operations());

        Assert.StartsWith("the peer has operations of more replicas than the 3", Assert.IsType<ReplicaEffect.Refuse>(effects[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<ReplicaEffect.Refuse>(Assert.Single(few.Take(made[2].State())));
        few.Write(few.Put("b"));
        Assert.Equal(3, few.Replica.Vector.Entries.Length);
        made[1].Write(made[1].Put("c"));
        few.Push(made[1].Operations());
        Assert.NotNull(few.Get("c"));
    }

    [Fact]
    public void What_is_known_is_acknowledged_and_not_persisted()
    {
        site.Push(Four);

        Assert.Equal([new ReplicaEffect.Acknowledge("link", source.Replica.Vector)], site.Push(Four));
        Assert.Equal(4, site.Log.Count);
    }

    [Fact]
    public void What_is_partly_known_is_taken_from_where_it_is_new()
    {
        site.Push(Four[..2]);

        Assert.Equal(3, site.Push(Four[1..]).Length);
        Assert.Equal(source.Replica.Digest, site.Replica.Digest);
    }

    [Fact]
    public void Behind_a_hole_nothing_is_taken_and_the_peer_is_asked_again()
    {
        VersionVector one = VersionVector.Empty.With(source.Id, 1);

        ReplicaEffect[] effects = site.Push(Four[0], Four[2], Four[3], Four[1]);

        Assert.Equal([new ReplicaEffect.Resubscribe("link", one), new ReplicaEffect.Acknowledge("link", one)], effects[1..]);
        Assert.Equal(one, site.Replica.Vector);
        Assert.Null(site.Get("c"));
        Assert.Single(site.Log);
    }

    [Fact]
    public void The_first_operation_of_a_replica_is_its_number_1()
    {
        Assert.IsType<ReplicaEffect.Resubscribe>(site.Push(Four[1])[0]);
        Assert.Empty(site.Log);
    }

    [Fact]
    public void Another_history_is_not_taken()
    {
        site.Push(Four[0]);

        ReplicaEffect[] effects = site.Push(Four[1] with { PreviousChain = 7 }, Four[2]);

        Assert.Contains(source.Id.ToString(), Assert.IsType<ReplicaEffect.Diverged>(effects[0]).Reason);
        Assert.Equal(new ReplicaEffect.Acknowledge("link", VersionVector.Empty.With(source.Id, 1)), effects[1]);
        Assert.Single(site.Log);
    }

    [Fact]
    public void A_peer_that_has_more_of_this_replica_than_itself_is_refused()
    {
        Operation[] own = [.. Four[..2]];
        Site rolledBack = new(0);
        rolledBack.Restart();

        Assert.IsType<ReplicaEffect.Diverged>(rolledBack.Push(own)[0]);
        Assert.Empty(rolledBack.Log);
    }

    [Fact]
    public void The_later_version_wins_in_whichever_order_the_two_come()
    {
        Site other = new(2);
        other.Now += 5;
        other.Write(other.Put("a", "later"));
        site.Push(Four);
        site.Push(other.Operations());
        Site reversed = new(3);
        reversed.Push(other.Operations());
        reversed.Push(Four);

        Assert.Equal(site.Get("a"), reversed.Get("a"));
        Assert.Equal(other.Get("a"), site.Get("a"));
        Assert.Equal(site.Replica.Digest, reversed.Replica.Digest);
        Assert.Equal([false, true], new[] { site, reversed }.Select(each =>
            each.Log.OfType<LogRecord.Applied>().Single(record => record.Operation == Four[0]).Superseded));
    }

    [Fact]
    public void An_operation_that_came_from_elsewhere_is_answered_with_its_result()
    {
        WriteRequest put = source.Put("e", "5");
        OperationResult? result = source.Write(put).Result;
        site.Push(Four);
        Assert.Equal(5, site.Log.Count);

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(result, site.Write(put with { Attempt = 1 }).Result);
            Assert.Equal(0UL, site.Replica.Vector[site.Id]);
            site.Restart();
        }
    }

    // A retry at site 1 of a write that died with site 0: when both come together it counts once.
    [Fact]
    public void A_write_that_two_sites_have_executed_is_one_document()
    {
        WriteRequest put = source.Put("e", "5", Stamp.At(source.Now));
        source.Write(put);
        site.Write(put with { Attempt = 1 });
        StoredDocument? document = site.Get("e");

        source.Push(site.Operations());
        site.Push(source.Operations()[..5]);

        Assert.Equal(document, site.Get("e"));
        Assert.Equal(source.Replica.Digest, site.Replica.Digest);
        Assert.Equal(source.Replica.Vector, site.Replica.Vector);
    }

    [Fact]
    public void The_sites_own_stamps_are_greater_than_what_came()
    {
        site.Now -= 1_500;
        site.Push(Four);

        Assert.True(site.Write(site.Put("a", "mine")).Result!.Version > Four[^1].Version);
        Assert.False(site.Log.OfType<LogRecord.Applied>().Last().Superseded);
    }

    [Fact]
    public void Equal_vectors_with_other_digests_are_a_contradiction_and_others_are_none()
    {
        site.Push(Four);
        (VersionVector vector, ulong digest) = (site.Replica.Vector, site.Replica.Digest);

        Assert.IsType<ReplicaEffect.Diverged>(Assert.Single(site.Handle(new ReplicaInput.Heartbeat("link", vector, digest + 1))));
        Assert.Empty(site.Handle(new ReplicaInput.Heartbeat("link", vector, digest)));
        Assert.Empty(site.Handle(new ReplicaInput.Heartbeat("link", vector.With(source.Id, 3), digest + 1)));
        Assert.Equal([new ReplicaEffect.SendHeartbeat("link", vector, digest, site.Now)], site.Handle(new ReplicaInput.HeartbeatDue("link")));
    }

    [Fact]
    public void A_log_with_a_hole_or_another_history_is_not_recovered()
    {
        Replica replica = new(site.Id, ReplicaRules.Default);

        Assert.False(replica.Recover(new LogRecord.Applied(Four[1], Superseded: false)));
        Assert.True(replica.Recover(new LogRecord.Applied(Four[0], Superseded: false)));
        Assert.False(replica.Recover(new LogRecord.Applied(Four[0], Superseded: false)));
        Assert.False(replica.Recover(new LogRecord.Applied(Four[1] with { PreviousChain = 7 }, Superseded: false)));
        Assert.True(replica.Recover(new LogRecord.Applied(Four[1], Superseded: false)));
        Assert.Equal((2L, VersionVector.Empty.With(source.Id, 2)), (replica.Records, replica.Vector));
    }
}
