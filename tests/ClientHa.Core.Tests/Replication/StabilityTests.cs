using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>What all replicas have, as one of them hears it.</summary>
public sealed class StabilityTests
{
    private static readonly ReplicaId A = ReplicaId.Create(0, 0), B = ReplicaId.Create(1, 0), C = ReplicaId.Create(2, 0);

    private readonly Members members = new(A);

    [Fact]
    public void Alone_everything_that_is_here_is_stable()
    {
        members.Settle(At(a: 3), now: 50);

        Assert.Equal((At(a: 3), 50), (members.Stability.Vector, members.Stability.Time));
    }

    [Fact]
    public void Nothing_is_stable_while_one_member_has_said_nothing()
    {
        Join(B, C);
        members.Hear(B, At(a: 3), 40, At(a: 3));
        members.Settle(At(a: 3), 50);

        Assert.Equal(Stability.None, members.Stability);
    }

    //                           what B has | what C has | what is here | what all have
    public static TheoryData<int[], int[], int[], int[]> Rows => new()
    {
        { [3, 0, 0], [3, 0, 0], [3, 0, 0], [3, 0, 0] },
        { [3, 2, 0], [2, 2, 0], [3, 2, 0], [2, 2, 0] },
        { [0, 2, 0], [3, 2, 0], [3, 2, 0], [0, 2, 0] },
        // What B had accepted when it said so isn't here yet: its word doesn't count.
        { [3, 4, 0], [3, 2, 0], [3, 2, 0], [0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_least_of_what_all_have_is_stable_once_all_that_they_had_is_here(int[] b, int[] c, int[] here, int[] stable)
    {
        Join(B, C);
        VersionVector mine = At(here);
        members.Hear(B, At(b), 40, mine);
        members.Hear(C, At(c), 30, mine);
        members.Settle(mine, 50);

        Assert.Equal(At(stable), members.Stability.Vector);
        Assert.Equal(stable.Sum() > 0 ? 30 : 0, members.Stability.Time);
    }

    [Fact]
    public void A_word_waits_until_all_of_it_is_here_and_newer_ones_do_not_put_it_off()
    {
        Join(B);
        members.Hear(B, At(3, 1), 40, At(3, 0));
        members.Hear(B, At(3, 2), 41, At(3, 0));
        members.Settle(At(3, 1), 50);

        Assert.Equal((At(3, 1), 40), (members.Stability.Vector, members.Stability.Time));
    }

    [Fact]
    public void A_word_without_a_clock_confirms_nothing()
    {
        Join(B);
        members.Hear(B, At(3), 0, At(3));
        members.Settle(At(3), 50);

        Assert.Equal(Stability.None, members.Stability);
    }

    [Fact]
    public void Who_has_less_than_it_had_has_confirmed_nothing()
    {
        Join(B);
        members.Hear(B, At(3), 40, At(3));
        members.Hear(B, At(2), 0, At(3));
        members.Settle(At(3), 50);

        Assert.Equal(Stability.None, members.Stability);
    }

    [Fact]
    public void A_retired_replica_counts_until_all_others_have_the_word_of_it()
    {
        Join(B, C);
        members.Hear(B, At(3), 40, At(4));
        members.Apply(Of(A, 4, OperationKind.Retire, C));
        members.Settle(At(4), 50);
        Assert.Equal(Stability.None, members.Stability);

        members.Hear(B, At(4), 45, At(4));
        members.Settle(At(4), 50);
        Assert.Equal((At(4), 45), (members.Stability.Vector, members.Stability.Time));
    }

    [Fact]
    public void Two_retired_replicas_stop_counting_together()
    {
        Join(B, C);
        members.Apply(Of(A, 4, OperationKind.Retire, B));
        members.Apply(Of(A, 5, OperationKind.Retire, C));
        members.Settle(At(5), 50);

        Assert.Equal((At(5), 50), (members.Stability.Vector, members.Stability.Time));
    }

    [Fact]
    public void A_replica_that_was_retired_is_told_apart()
    {
        Join(B);
        members.Apply(Of(A, 4, OperationKind.Retire, B));
        members.Apply(Of(A, 5, OperationKind.Retire, A));

        Assert.True(members.IsRetired(B));
        Assert.True(members.IsRetired(A));
        Assert.False(members.IsRetired(C));
    }

    //                              | what is here of the old life | it is known to have | may a new one come
    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(3, 2, true)]
    [InlineData(3, 4, false)]
    [InlineData(0, 0, true)]
    public void An_old_life_gives_way_where_all_that_it_is_known_to_have_written_is_here(int here, int had, bool gives)
    {
        Join(B);
        members.Hear(B, At(0, had), 0, At(1, here));

        PriorLives before = members.LivesBefore(ReplicaId.Create(1, ulong.MaxValue), At(1, here));

        Assert.Equal([B], before.Replicas);
        Assert.Equal(gives, before.Lacking is null);
        Assert.Empty(members.LivesBefore(ReplicaId.Create(2, ulong.MaxValue), At(1, here)).Replicas);
        Assert.Empty(members.LivesBefore(B, At(1, here)).Replicas);
    }

    private void Join(params ReplicaId[] replicas)
    {
        foreach (ReplicaId replica in replicas)
            members.Apply(Of(A, 1, OperationKind.Join, replica));
    }

    private static Operation Of(ReplicaId by, ulong sequence, OperationKind kind, ReplicaId of) =>
        new(by, sequence, new(1, new(1, sequence)), 0, kind, of.ToString(), default, default, 0);

    private static VersionVector At(params int[] sequences) => VersionVector.Create(sequences
        .Zip([A, B, C], (sequence, replica) => new VectorEntry(replica, (ulong)sequence, 0)).Where(entry => entry.Sequence > 0));

    private static VersionVector At(int a = 0, int b = 0, int c = 0) => At([a, b, c]);
}
