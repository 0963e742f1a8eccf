using ClientHa.Core.Replication;
using ClientHa.Server.Peers;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A site belongs to one cluster, by its first way into one.</summary>
public sealed class MembershipTests
{
    private static readonly Guid Mine = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Other = new("00000000-0000-0000-0000-000000000002");

    private readonly List<string> written = [];

    [Fact]
    public void An_empty_site_joins_by_one_peer_at_a_time()
    {
        Membership membership = Create(null);
        Assert.True(membership.TryJoin(Mine));
        Assert.False(membership.TryJoin(Mine));
        Assert.False(membership.TryFound(Other));
        Assert.Equal((null, (Guid?)Mine), (membership.Cluster, membership.JoinsCluster));

        membership.LeaveOff();
        Assert.True(membership.TryJoin(Other));
        membership.Joined();

        Assert.Equal(((Guid?)Other, null), (membership.Cluster, membership.JoinsCluster));
        Assert.True(membership.Member.IsCompleted);
        Assert.Equal([$"{Mine} joining", " ", $"{Other} joining", $"{Other} "], written);
    }

    [Fact]
    public void A_site_that_has_joined_by_one_peer_does_not_join_once_more_by_another()
    {
        Membership membership = Create(null);
        membership.TryJoin(Mine);
        membership.Joined();

        // Two peers were dialled at once; the other's hello was answered before this site was a member.
        Assert.False(membership.TryJoin(Mine));
        membership.LeaveOff();

        Assert.Equal(Mine, membership.Cluster);
        Assert.Equal([$"{Mine} joining", $"{Mine} "], written);
    }

    [Fact]
    public void A_member_neither_joins_nor_founds()
    {
        Membership membership = Create(Mine);
        Assert.False(membership.TryJoin(Mine));
        Assert.False(membership.TryJoin(Other));
        Assert.False(membership.TryFound(Other));
        Assert.Equal(Mine, membership.Cluster);
        Assert.Empty(written);
    }

    private Membership Create(Guid? cluster) =>
        new(0, ReplicaId.Create(0, 1), cluster, (member, joining) => written.Add($"{member} {(joining ? "joining" : "")}"));
}
