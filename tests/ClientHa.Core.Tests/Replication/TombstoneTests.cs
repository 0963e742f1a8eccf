using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>When a delete is forgotten, at a site that hears its peers.</summary>
public sealed class TombstoneTests
{
    private static readonly long Age = (long)(ReplicaRules.Default.OperationLifetime + (2 * ReplicaRules.Default.MaxClockSkew)).TotalMilliseconds;

    private readonly Site site = new(0);
    private readonly Site peer = new(1);

    public TombstoneTests()
    {
        site.Handle(new ReplicaInput.Admit("call", peer.Id));
        site.Write(site.Put("a", "1"));
        site.Write(site.Put("a", "1") with { Kind = OperationKind.Delete });
        peer.Push(site.Operations());
        Assert.Equal(1, site.Replica.Tombstones);
    }

    //                            | the site's clock | the peer's clock, behind the delete's stamp and the longest retry | does it forget?
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(500, -100, false)]
    public void A_delete_is_forgotten_when_no_retry_can_come_by_anybodys_clock(long here, long there, bool forgotten)
    {
        site.Now = Site.Noon + Age + here;

        Hear(peer.Replica.Vector, Site.Noon + Age + there);

        Assert.Equal(forgotten ? 0 : 1, site.Replica.Tombstones);
        Assert.Equal(forgotten ? site.Replica.Vector : VersionVector.Empty, site.Replica.Collected);
    }

    [Fact]
    public void A_delete_that_a_member_lacks_is_remembered()
    {
        site.Now = Site.Noon + (2 * Age);
        Hear(VersionVector.Empty.With(site.Id, site.Replica.Vector[site.Id] - 1), site.Now);
        Assert.Equal(1, site.Replica.Tombstones);

        Hear(peer.Replica.Vector, site.Now);
        Assert.Equal(0, site.Replica.Tombstones);
    }

    [Fact]
    public void What_a_member_had_accepted_must_be_here_before_a_delete_is_forgotten()
    {
        site.Now = peer.Now = Site.Noon + (2 * Age);
        peer.Write(peer.Put("b"));
        Hear(peer.Replica.Vector, site.Now);
        Assert.Equal(1, site.Replica.Tombstones);

        site.Push(peer.Operations());
        Hear(peer.Replica.Vector, site.Now);
        Assert.Equal(0, site.Replica.Tombstones);
    }

    [Fact]
    public void A_silent_member_keeps_deletes_remembered_until_it_is_retired()
    {
        site.Now = Site.Noon + (2 * Age);
        site.Handle(new ReplicaInput.HeartbeatDue("link"));
        Assert.Equal(1, site.Replica.Tombstones);

        site.Handle(new ReplicaInput.Retire("call", [peer.Id]));
        Assert.Equal(0, site.Replica.Tombstones);
    }

    [Fact]
    public void A_site_alone_forgets_by_its_own_clock()
    {
        Site alone = new(2);
        alone.Write(alone.Put("a") with { Kind = OperationKind.Delete });
        alone.Get("a");
        Assert.Equal(1, alone.Replica.Tombstones);

        alone.Now += Age + 1;
        alone.Get("a");
        Assert.Equal(0, alone.Replica.Tombstones);
    }

    [Fact]
    public void Forgetting_changes_no_digest_and_no_document_that_was_written_since()
    {
        site.Write(site.Put("b", "2") with { Kind = OperationKind.Delete });
        site.Write(site.Put("a", "3"));
        peer.Push(site.Operations());
        site.Now = Site.Noon + (2 * Age);
        Hear(peer.Replica.Vector, site.Now);

        Assert.Equal((0, 1), (site.Replica.Tombstones, peer.Replica.Tombstones));
        Assert.Equal(peer.Replica.Digest, site.Replica.Digest);
        Assert.NotNull(site.Get("a"));
    }

    [Fact]
    public void What_was_recovered_or_taken_over_is_forgotten_when_all_have_what_it_came_with()
    {
        ReplicaState state = site.State();
        Site other = new(2);
        other.Handle(new ReplicaInput.State("link", state.Vector, [new(state.Documents, state.Results) { Members = state.Members }]));
        other.Now = site.Now = Site.Noon + (2 * Age);
        foreach (ReplicaId member in (ReplicaId[])[site.Id, peer.Id])
        {
            Assert.Equal(1, other.Replica.Tombstones);
            other.Handle(new ReplicaInput.Heartbeat("link", state.Vector, 0) { From = member, AsOf = other.Now });
        }
        Assert.Equal((0, state.Vector), (other.Replica.Tombstones, other.Replica.Collected));

        site.Restart();
        Hear(peer.Replica.Vector, site.Now);
        Assert.Equal(0, site.Replica.Tombstones);
    }

    [Fact]
    public void A_write_that_is_older_than_what_peers_were_told_is_refused_although_the_clock_was_set_back()
    {
        site.Handle(new ReplicaInput.HeartbeatDue("link"));
        ulong stamp = Stamp.At(Site.Noon - 1 - (long)ReplicaRules.Default.OperationLifetime.TotalMilliseconds);
        site.Now -= 60_000;

        Assert.Equal(WriteOutcome.Expired, site.Write(site.Put("c", stamp: stamp) with { Attempt = 1 }).Outcome);
    }

    private void Hear(VersionVector has, long clock) =>
        site.Handle(new ReplicaInput.Heartbeat("link", has, 0) { From = peer.Id, AsOf = clock });
}
