using System.Text;
using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Which writes are said to have lost to a concurrent one.</summary>
public sealed class ReplicaConflictTests
{
    private readonly Site site = new(0);
    private readonly Site other = new(1);

    [Fact]
    public void Writes_that_follow_one_another_are_no_conflict_wherever_they_were_accepted()
    {
        site.Write(site.Put("a", "1"));
        other.Push(site.Operations());
        other.Write(other.Put("a", "2"));
        site.Push(OwnOf(other));
        site.Write(site.Put("a", "3") with { Kind = OperationKind.Delete });
        site.Write(site.Put("a", "4"));
        other.Push(site.Operations());

        Assert.Equal("4", Text(other.Get("a")));
        Assert.Equal((0, 0), (site.Replica.Conflicts, other.Replica.Conflicts));
    }

    [Fact]
    public void Of_two_concurrent_writes_both_sites_keep_both_values()
    {
        site.Write(site.Put("a", "site"));
        other.Now += 1;
        other.Write(other.Put("a", "other"));

        Exchange();

        foreach (Site each in (Site[])[site, other])
        {
            StoredConflict conflict = Assert.Single(each.Conflicts().Items);
            Assert.Equal(("site", "other"), (Text(conflict.Lost), Text(conflict.Won)));
            Assert.Equal((site.Id, other.Id), (conflict.LostReplica, conflict.WonReplica));
            Assert.Equal("other", Text(each.Get("a")));
        }
    }

    [Fact]
    public void A_delete_that_meets_a_concurrent_write_is_a_conflict()
    {
        site.Write(site.Put("a", "before"));
        Exchange();
        other.Now += 1;
        site.Write(site.Put("a", "written"));
        other.Now += 1;
        other.Write(other.Put("a") with { Kind = OperationKind.Delete });
        Exchange();

        foreach (Site each in (Site[])[site, other])
            Assert.Equal(("written", true), (Text(Assert.Single(each.Conflicts().Items).Lost), each.Conflicts().Items[0].Won.IsDeleted));
    }

    // The site that accepted it has forgotten the delete, or never knew the document.
    [Fact]
    public void A_write_over_nothing_is_no_conflict_with_a_delete()
    {
        site.Write(site.Put("a", "before"));
        site.Write(site.Put("a") with { Kind = OperationKind.Delete });
        other.Now += 1;
        other.Write(other.Put("a", "new"));
        site.Push(other.Operations());

        Assert.Equal(("new", 0), (Text(site.Get("a")), site.Replica.Conflicts));
    }

    [Fact]
    public void A_later_try_that_loses_where_it_is_accepted_is_a_conflict_at_every_site()
    {
        site.Write(site.Put("a", "first"));
        other.Push(site.Operations());
        site.Now += 1;
        site.Write(site.Put("a", "winner"));
        ReplicaReply.Written late = site.Write(site.Put("a", "late", site.Get("a")!.Version.Stamp - 1) with { Attempt = 1 });
        Assert.True(late.Result!.Superseded);
        other.Push(site.Operations());

        foreach (Site each in (Site[])[site, other])
        {
            StoredConflict conflict = Assert.Single(each.Conflicts().Items);
            Assert.Equal(("late", "winner"), (Text(conflict.Lost), Text(conflict.Won)));
        }
    }

    // The write was tried at both sites, and somebody has written over it at the second before the first one came back.
    [Fact]
    public void A_write_that_comes_a_second_time_is_no_conflict()
    {
        WriteRequest put = site.Put("a", "1", Stamp.At(site.Now));
        site.Write(put);
        other.Write(put with { Attempt = 1 });
        other.Now += 1;
        other.Write(other.Put("a", "2"));

        Exchange();

        Assert.Equal((0, 0), (site.Replica.Conflicts, other.Replica.Conflicts));
    }

    [Fact]
    public void Conflicts_are_there_again_after_a_restart_and_go_with_a_state()
    {
        Concur("a", "b");
        site.Restart();
        Site third = new(2);
        third.Take(other.State());

        Assert.Equal(2, site.Replica.Conflicts);
        Assert.Equal(Places(other), Places(site));
        Assert.Equal(Places(other), Places(third));
    }

    [Fact]
    public void What_a_state_meets_that_it_does_not_know_of_is_a_conflict()
    {
        site.Write(site.Put("a", "1"));
        other.Push(site.Operations());
        other.Now += 1;
        other.Write(other.Put("a", "follows"));
        other.Write(other.Put("b", "other"));
        site.Now += 5;
        site.Write(site.Put("b", "site"));

        other.Take(site.State());

        StoredConflict conflict = Assert.Single(other.Conflicts().Items);
        Assert.Equal(("other", "site"), (Text(conflict.Lost), Text(conflict.Won)));
        Assert.Equal("follows", Text(other.Get("a")));
    }

    [Fact]
    public void They_are_listed_by_prefix_and_page_by_page()
    {
        Concur("a/1", "a/2", "b");

        ReplicaReply.Conflicts all = site.Conflicts(maxCount: 2), rest = site.Conflicts(after: all.Items[^1].Place);
        Assert.Equal(["b", "a/2"], all.Items.Select(each => each.Won.Key));
        Assert.Equal((true, false), (all.HasMore, rest.HasMore));
        Assert.Equal(["a/1"], rest.Items.Select(each => each.Won.Key));
        Assert.Equal(["a/2", "a/1"], site.Conflicts("a/").Items.Select(each => each.Won.Key));
        Assert.Single(site.Conflicts(maxBytes: 1).Items);
        Assert.Empty(site.Conflicts("c").Items);
    }

    [Fact]
    public void They_expire_after_a_month()
    {
        Concur("a");
        site.Now += 30L * 86_400_000 - 1_000;
        site.Write(site.Put("x"));
        Assert.Equal(1, site.Replica.Conflicts);
        site.Now += 2_000;
        site.Write(site.Put("x"));
        Assert.Equal(0, site.Replica.Conflicts);
    }

    /// <summary>Both sites write each key, the other one last, without having heard of each other.</summary>
    private void Concur(params string[] keys)
    {
        foreach (string key in keys)
        {
            site.Now = other.Now + 1;
            site.Write(site.Put(key, "site"));
            other.Now += 2;
            other.Write(other.Put(key, "other"));
        }
        Exchange();
    }

    private void Exchange()
    {
        Operation[] mine = OwnOf(site), theirs = OwnOf(other);
        site.Push(theirs);
        other.Push(mine);
    }

    private static Operation[] OwnOf(Site site) => [.. site.Operations().Where(operation => operation.Replica == site.Id)];

    private static ConflictPlace[] Places(Site site) => [.. site.Conflicts().Items.Select(each => each.Place)];

    private static string Text(StoredDocument? document) => Encoding.UTF8.GetString(document!.Value.Span);
}
