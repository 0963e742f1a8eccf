using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class OperationResultsTests
{
    private static readonly ReplicaId A = ReplicaId.Create(0, 0), B = ReplicaId.Create(1, 0);

    private readonly OperationResults results = new(capacity: 3);

    [Fact]
    public void The_first_answer_is_kept()
    {
        OperationResult first = Result(1, replica: A), later = Result(1, replica: B);
        results.Add(first);
        results.Add(later);

        Assert.Same(first, results.Find(first.Version.OperationId));
        Assert.Equal(1, results.Count);
        Assert.Equal([first], results.ToArray());
    }

    [Fact]
    public void The_oldest_makes_room_for_the_newest()
    {
        OperationResult[] four = [Result(1), Result(2), Result(3), Result(4)];
        foreach (OperationResult result in four)
            results.Add(result);
        results.Add(four[1]);

        Assert.Null(results.Find(four[0].Version.OperationId));
        Assert.Equal(four[1..], results.ToArray());
        Assert.All(four[1..], result => Assert.Same(result, results.Find(result.Version.OperationId)));
        Assert.Equal(3, results.Count);
        Assert.Equal(four[0].Version.Stamp, results.Horizon);
    }

    [Theory]
    [InlineData(0, "1 2 3")]
    [InlineData(1, "1 2 3")]
    [InlineData(2, "2 3")]
    [InlineData(3, "3")]
    [InlineData(4, "")]
    public void What_was_stamped_before_the_moment_expires(long moment, string left)
    {
        foreach (int milliseconds in (int[])[1, 2, 3])
            results.Add(Result(milliseconds));

        results.Expire(moment);

        Assert.Equal(left, string.Join(' ', results.ToArray().Select(result => Stamp.Milliseconds(result.Version.Stamp))));
        Assert.Equal(results.Count, results.ToArray().Length);
        Assert.Equal(moment <= 1, results.Find(Result(1).Version.OperationId) is not null);
        Assert.Equal(moment <= 1 ? 0 : moment - 1, Stamp.Milliseconds(results.Horizon));
    }

    [Fact]
    public void One_that_expired_may_be_answered_anew()
    {
        results.Add(Result(1));
        results.Expire(2);
        results.Add(Result(1, replica: B));

        Assert.Equal(B, results.Find(Result(1).Version.OperationId)?.Replica);
    }

    private static OperationResult Result(int milliseconds, ReplicaId? replica = null) =>
        new(new(Stamp.At(milliseconds) + 5, new(7, (ulong)milliseconds)), replica ?? A, (ulong)milliseconds, Superseded: false);
}
