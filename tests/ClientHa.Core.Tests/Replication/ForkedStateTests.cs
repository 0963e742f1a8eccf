using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>A whole state from a site that knows another history of some replica: a disk was rolled back, and written again.</summary>
public sealed class ForkedStateTests
{
    private readonly Site writer = new(0);
    private readonly Site site = new(1);
    private readonly Site other = new(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_is_not_taken_where_it_is_as_long(int written) => AssertNotTaken(() => writer.Put("document"), written, written);

    /// <summary>Its chain tells nothing then; what was answered under the same number does.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void Nor_where_one_of_the_two_is_longer(int here, int there) => AssertNotTaken(() => writer.Put("document"), here, there);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void Nor_where_counters_were_added_to(int here, int there) => AssertNotTaken(() => writer.Add("counter"), here, there);

    [Fact]
    public void One_history_of_which_one_site_knows_more_is_no_fork()
    {
        Write(() => writer.Put("document"), 2);
        site.Push(writer.Operations());
        Write(() => writer.Add("counter"), 3);
        other.Push(writer.Operations());
        other.Write(other.Put("own"));

        site.Take(other.State());
        Assert.Equal(other.Replica.Digest, site.Replica.Digest);
        Assert.IsType<ReplicaEffect.Acknowledge>(other.Take(site.State())[^1]);
    }

    private void AssertNotTaken(Func<WriteRequest> write, int here, int there)
    {
        Write(() => writer.Put("before"), 2);
        Write(write, here);
        site.Push(writer.Operations());
        writer.Restart(records: 2);
        Write(write, there);
        other.Push(writer.Operations());
        VersionVector before = site.Replica.Vector;

        ReplicaEffect.Diverged diverged = Assert.IsType<ReplicaEffect.Diverged>(Assert.Single(site.Take(other.State())));

        Assert.Contains($"different histories of replica {writer.Id}", diverged.Reason, StringComparison.Ordinal);
        Assert.Contains("empty directory", diverged.Reason, StringComparison.Ordinal);
        Assert.Equal(before, site.Replica.Vector);
    }

    private void Write(Func<WriteRequest> write, int count)
    {
        for (int written = 0; written < count; written++)
            writer.Write(write());
    }
}
