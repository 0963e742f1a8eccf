using ClientHa.Core.Replication;
using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Core.Tests.Replication;

public sealed class VersionVectorTests
{
    private static readonly ReplicaId A = ReplicaId.Create(0, 0), B = ReplicaId.Create(1, 0), C = ReplicaId.Create(2, 0);

    [Fact]
    public void Merging_is_the_least_vector_that_covers_both() => Check((a, b, c) =>
    {
        VersionVector merged = a.Merge(b);
        Assert.True(merged.Covers(a) && merged.Covers(b));
        Assert.True(!c.Covers(a) || !c.Covers(b) || c.Covers(merged));
        Assert.Equal(merged, b.Merge(a));
        Assert.Equal(a.Merge(b.Merge(c)), merged.Merge(c));
        Assert.Equal(a, a.Merge(a));
        Assert.Equal(a, a.Merge(VersionVector.Empty));
        Assert.Equal(merged.GetHashCode(), b.Merge(a).GetHashCode());
    });

    [Fact]
    public void Covering_is_an_order_and_equal_is_who_covers_each_other() => Check((a, b, c) =>
    {
        Assert.True(a.Covers(a) && a.Covers(VersionVector.Empty));
        Assert.True(!a.Covers(b) || !b.Covers(c) || a.Covers(c));
        Assert.Equal(a.Covers(b) && b.Covers(a), a.Equals(b));
        Assert.Equal(a.IsEmpty, VersionVector.Empty.Covers(a));
        foreach (VectorEntry entry in a.Entries)
            Assert.True(a.Covers(entry.Replica, entry.Sequence) && !a.Covers(entry.Replica, entry.Sequence + 1));
    });

    [Fact]
    public void What_is_beyond_is_counted_operation_by_operation() => Check((a, b, c) =>
    {
        Assert.Equal(a.CountBeyond(b) == 0, b.Covers(a));
        Assert.Equal(a.Merge(b).CountBeyond(b), a.CountBeyond(b));
        Assert.Equal(5UL, c.With(A, c[A] + 5).CountBeyond(c));
    });

    [Fact]
    public void One_entry_is_changed_and_the_others_and_the_original_stay() => Check((a, b, c) =>
    {
        ulong before = a[B];
        VersionVector with = a.With(B, 77, 770);
        Assert.Equal((77UL, a[A], a[C], before), (with[B], with[A], with[C], a[B]));
        Assert.Equal(new VectorEntry(B, 77, 770), with.EntryOf(B));
        Assert.Equal(with.Entries.ToArray().OrderBy(entry => entry.Replica), with.Entries.ToArray());
        Assert.Equal(with, VersionVector.Create(with.Entries.ToArray().Reverse()));
    });

    [Fact]
    public void The_greater_sequence_brings_its_chain()
    {
        VersionVector mine = VersionVector.Create([new(A, 5, 50), new(B, 1, 10), new(A, 3, 30)]);
        VersionVector theirs = VersionVector.Create([new(A, 4, 40), new(B, 2, 20), new(C, 1, 11)]);

        Assert.Equal([new(A, 5, 50), new(B, 2, 20), new(C, 1, 11)], mine.Merge(theirs).Entries.ToArray());
        Assert.Null(mine.EntryOf(C));
        Assert.Equal(0UL, mine[C]);
    }

    // Who sends one chooses how long it is and what comes first.
    [Fact]
    public void A_long_one_costs_no_more_than_its_length_many_times()
    {
        VectorEntry[] odd = [.. Enumerable.Range(1, 4_096).Reverse().Select(number => new VectorEntry(new((ulong)number * 2), 1, 0))];
        VectorEntry[] even = [.. odd.Select(entry => entry with { Replica = new(entry.Replica.Value + 1) })];
        long before = GC.GetAllocatedBytesForCurrentThread();
        VersionVector merged = VersionVector.Create(odd).Merge(VersionVector.Create(even)).Meet(VersionVector.Create(odd));
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(odd.Length, merged.Entries.Length);
        Assert.InRange(bytes, 0, 8 << 20);
    }

    private static void Check(Action<VersionVector, VersionVector, VersionVector> law)
    {
        // Few and small numbers, so that vectors are often equal, or one covers the other.
        Gen<VersionVector> vectors =
            from numbers in Gen.Choose(0, 3).ArrayOf(3)
            select VersionVector.Create([new(A, (ulong)numbers[0], 0), new(B, (ulong)numbers[1], 0), new(C, (ulong)numbers[2], 0)]);
        Prop.ForAll(vectors.ToArbitrary(), vectors.ToArbitrary(), vectors.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }
}
