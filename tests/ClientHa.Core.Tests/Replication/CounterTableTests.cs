using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class CounterTableTests
{
    private static readonly ReplicaId A = ReplicaId.Create(0, 0), B = ReplicaId.Create(1, 0);

    private readonly CounterTable table = new(capacity: 3);

    [Fact]
    public void A_counter_is_the_sum_of_its_additions()
    {
        table.Take(Of(1, "a", 5));
        table.Take(Of(2, "b", 7));
        table.Take(Of(3, "a", -2));

        Assert.Equal([new("a", 3), new("b", 7)], table.ToArray());
        Assert.Equal((3L, 7L, 0L), (table.Total("a"), table.Total("b"), table.Total("c")));
    }

    //          prefix | after | what is found
    [Theory]
    [InlineData("", null, "a b/1 b/2 c")]
    [InlineData("", "a", "b/1 b/2 c")]
    [InlineData("", "b", "b/1 b/2 c")]
    [InlineData("b/", null, "b/1 b/2")]
    [InlineData("b/", "a", "b/1 b/2")]
    [InlineData("b/", "b/1", "b/2")]
    [InlineData("b/", "b/2", "")]
    [InlineData("b/", "c", "")]
    [InlineData("", "c", "")]
    [InlineData("d", null, "")]
    public void Counters_are_listed_in_the_order_of_their_keys_behind_any_of_them(string prefix, string? after, string found)
    {
        Assert.Empty(table.Range(prefix, after));
        CounterTable many = new(capacity: 10);
        foreach ((string key, int place) in ((string[])["c", "b/2", "z", "a", "b/1"]).Select((key, place) => (key, place)))
            many.Take(Of((ulong)place + 1, key, 1));
        many.Take(Of(9, "z", -1));

        Assert.Equal(found, string.Join(' ', many.Range(prefix, after).Select(counter => counter.Key)));
    }

    [Fact]
    public void An_addition_that_two_sites_accepted_counts_once()
    {
        table.Take(Of(1, "a", 5, A));
        table.Take(Of(1, "a", 5, B, sequence: 9));

        Assert.Equal(5, table.Total("a"));
        Assert.Equal(A, table.Find(new(new(7, 1), "a", 5))?.Replica);
    }

    [Fact]
    public void One_id_for_two_things_is_two_additions_in_whatever_order_they_come()
    {
        CounterTable other = new(capacity: 3);
        Addition[] both = [Of(1, "a", 5, A), Of(1, "a", 6, B), Of(1, "b", 5, B)];
        foreach (Addition addition in both)
            table.Take(addition);
        foreach (Addition addition in both.Reverse())
            other.Take(addition);

        Assert.Equal(11, table.Total("a"));
        Assert.Equal(table.ToArray(), other.ToArray());
        Assert.Equal(table.Digest, other.Digest);
    }

    [Fact]
    public void The_digest_tells_of_counters_and_not_of_how_they_came_about()
    {
        CounterTable other = new(capacity: 3);
        table.Take(Of(1, "a", 5));
        table.Take(Of(2, "a", 6));
        other.Take(Of(3, "a", 11));
        Assert.Equal(other.Digest, table.Digest);

        other.Take(Of(4, "b", 1));
        Assert.NotEqual(other.Digest, table.Digest);
        other.Take(Of(5, "b", -1));
        Assert.Equal(other.Digest, table.Digest);
        Assert.Equal(1, other.Count);
    }

    [Fact]
    public void Sums_wrap_around_and_come_back()
    {
        table.Take(Of(1, "a", long.MaxValue));
        table.Take(Of(2, "a", 1));
        Assert.Equal(long.MinValue, table.Total("a"));
        table.Take(Of(3, "a", -1));
        Assert.Equal(long.MaxValue, table.Total("a"));
    }

    //          the moment | the last sequence that is stable | what is known afterwards, of stamps and sequences 1 2 3
    [Theory]
    [InlineData(0, 9, "1 2 3")]
    [InlineData(3, 9, "3")]
    [InlineData(3, 1, "2 3")]
    [InlineData(9, 9, "")]
    [InlineData(9, 0, "1 2 3")]
    public void What_is_old_and_stable_is_forgotten_and_still_counts(long moment, ulong stable, string known)
    {
        CounterTable roomy = new(capacity: 4);
        foreach (ulong number in (ulong[])[1, 2, 3])
            roomy.Take(Of(number, "a", 1, A, number));

        VersionVector collected = roomy.Forget(moment, (_, sequence) => sequence <= stable, VersionVector.Empty);

        Assert.Equal(3UL - (ulong)roomy.Known().Length, collected[A]);
        Assert.Equal(known, string.Join(' ', roomy.Known().Select(addition => addition.Sequence)));
        Assert.Equal(3, roomy.Total("a"));
    }

    [Fact]
    public void Where_there_is_no_room_what_is_stable_makes_room_and_the_horizon_tells_of_it()
    {
        foreach (ulong number in (ulong[])[1, 2, 3])
            table.Take(Of(number, "a", 1, A, number));
        Assert.False(table.HasRoom);

        table.Forget(0, (_, _) => false, VersionVector.Empty);
        Assert.Equal((false, 0UL), (table.HasRoom, table.Horizon));
        table.Forget(0, (_, _) => true, VersionVector.Empty);
        Assert.Equal((true, Of(1, "a", 1).Version.Stamp), (table.HasRoom, table.Horizon));
        Assert.Null(table.Find(Of(1, "a", 1).Name));
        Assert.NotNull(table.Find(Of(2, "a", 1).Name));
    }

    // Here are 1 of A and 1 and 2 of B; the other site has 1 and 2 of A, and has accepted B's first under another number of A.
    [Fact]
    public void Another_sites_counters_and_what_is_here_beyond_them_are_added_up()
    {
        table.Take(Of(1, "a", 1, A, 1));
        table.Take(Of(2, "a", 10, B, 1));
        table.Take(Of(3, "b", 100, B, 2));

        table.Take([new("a", 1 + 10 + 1000)], [Of(2, "a", 10, A, 2), Of(4, "a", 1000, A, 3)], VersionVector.Empty.With(A, 3));

        Assert.Equal([new("a", 1011), new("b", 100)], table.ToArray());
        CounterTable expected = new(capacity: 9);
        expected.Take(Of(8, "a", 1011));
        expected.Take(Of(9, "b", 100));
        Assert.Equal(expected.Digest, table.Digest);
        table.Take(Of(4, "a", 1000, B, 3));
        Assert.Equal(1011, table.Total("a"));
    }

    private static Addition Of(ulong number, string key, long delta, ReplicaId? replica = null, ulong sequence = 1) =>
        new(new(Stamp.At((long)number), new(7, number)), replica ?? A, sequence, key, delta, Total: 0);
}
