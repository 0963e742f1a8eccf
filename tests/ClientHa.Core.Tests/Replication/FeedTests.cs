using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class FeedTests
{
    private static readonly ReplicaId A = ReplicaId.Create(0, 0), B = ReplicaId.Create(1, 0);

    //          the reader has of A | the log's next of A | what becomes of it | what the reader has then
    [Theory]
    [InlineData(0, 1, nameof(FeedStep.Deliver), 1)]
    [InlineData(4, 5, nameof(FeedStep.Deliver), 5)]
    [InlineData(4, 4, nameof(FeedStep.Skip), 4)]
    [InlineData(4, 1, nameof(FeedStep.Skip), 4)]
    [InlineData(4, 6, nameof(FeedStep.NeedState), 4)]
    [InlineData(0, 2, nameof(FeedStep.NeedState), 0)]
    public void An_operation_is_delivered_once_and_never_over_a_hole(ulong has, ulong next, string step, ulong then)
    {
        Feed feed = new(VersionVector.Empty.With(A, has).With(B, 9));

        Assert.Equal(step, feed.Next(Record(A, next)).ToString());
        Assert.Equal(VersionVector.Empty.With(A, then).With(B, 9), feed.Vector);
    }

    //          the reader has of A and B | the state in the log covers | what becomes of it
    [Theory]
    [InlineData(5, 5, 5, 5, nameof(FeedStep.Skip))]
    [InlineData(6, 9, 5, 5, nameof(FeedStep.Skip))]
    [InlineData(4, 9, 5, 5, nameof(FeedStep.NeedState))]
    [InlineData(9, 0, 5, 5, nameof(FeedStep.NeedState))]
    [InlineData(0, 0, 0, 0, nameof(FeedStep.Skip))]
    public void A_state_in_the_log_is_needed_by_who_lacks_any_of_it(ulong hasOfA, ulong hasOfB, ulong a, ulong b, string step)
    {
        Feed feed = new(Vector(hasOfA, hasOfB));

        Assert.Equal(FeedStep.Skip, feed.Next(new LogRecord.StatePart([], [])));
        Assert.Equal(step, feed.Next(new LogRecord.StateEnd(Vector(a, b))).ToString());
        Assert.Equal(Vector(hasOfA, hasOfB), feed.Vector);
    }

    [Fact]
    public void Behind_a_state_that_was_sent_whole_the_log_goes_on()
    {
        Feed feed = new(Vector(2, 7));
        Assert.Equal(FeedStep.NeedState, feed.Next(Record(A, 9)));

        feed.Know(Vector(9, 5));

        Assert.Equal(Vector(9, 7), feed.Vector);
        Assert.Equal([FeedStep.Skip, FeedStep.Deliver, FeedStep.Skip], new[] { Record(A, 9), Record(A, 10), Record(B, 7) }.Select(feed.Next));
    }

    private static VersionVector Vector(ulong a, ulong b) => VersionVector.Create([new(A, a, 0), new(B, b, 0)]);

    private static LogRecord.Applied Record(ReplicaId replica, ulong sequence) =>
        new(new(replica, sequence, default, 0, OperationKind.Put, "k", default, default, 0), Superseded: false);

    //                            | what the reader has | what was forgotten | may it be given a state without it?
    [Theory]
    [InlineData(0, 9, true)]
    [InlineData(9, 9, true)]
    [InlineData(8, 9, false)]
    [InlineData(8, 0, true)]
    public void A_reader_is_given_no_state_that_has_forgotten_what_it_lacks(ulong has, ulong collected, bool may)
    {
        ReplicaId replica = ReplicaId.Create(0, 0);
        Feed feed = new(has == 0 ? VersionVector.Empty : VersionVector.Empty.With(replica, has));
        ReplicaState state = new(VersionVector.Empty.With(replica, 10), [], [], 0, 0)
        {
            Collected = collected == 0 ? VersionVector.Empty : VersionVector.Empty.With(replica, collected),
        };

        Assert.Equal(may, feed.MayTake(state));
    }
}
