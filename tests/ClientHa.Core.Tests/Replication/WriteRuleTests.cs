using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class WriteRuleTests
{
    private const long Now = Site.Noon;
    private const long Skew = 2_000;
    private const long Lifetime = 600_000;

    /// <summary>A first try, one stamped again after a refusal, a retry, and a retry of one stamped again.</summary>
    private static readonly (bool Restamped, byte Attempt)[] Tries = [(false, 0), (true, 0), (false, 1), (true, 1)];

    //       first | restamped | retry | retry of one restamped
    [Theory]
    [InlineData("Accepted Accepted Accepted Accepted", "the site stamps")]
    [InlineData("Accepted Accepted Accepted Accepted", "wins")]
    [InlineData("Accepted Accepted Accepted Accepted", "nothing there")]
    [InlineData("Accepted Accepted Accepted Accepted", "as far ahead as allowed")]
    [InlineData("Restamp  Ahead    Ahead    Ahead", "too far ahead")]
    [InlineData("Accepted Accepted Accepted Accepted", "as old as allowed")]
    [InlineData("Restamp  Expired  Expired  Expired", "too old")]
    [InlineData("Restamp  Accepted Accepted Accepted", "loses")]
    [InlineData("Restamp  Accepted Accepted Accepted", "loses to a tombstone")]
    [InlineData("Accepted Accepted Accepted Accepted", "condition holds")]
    [InlineData("Conflict Conflict Conflict Conflict", "condition doesn't hold")]
    [InlineData("Restamp  Conflict Conflict Conflict", "condition holds, loses")]
    [InlineData("Restamp  Expired  Expired  Expired", "too old, condition doesn't")]
    [InlineData("Conflict Conflict Conflict Conflict", "the site stamps, condition")]
    public void A_write_is_judged_as_the_table_says(string outcomes, string row)
    {
        ulong now = Stamp.At(Now);
        StoredDocument? current = row.Contains("nothing", StringComparison.Ordinal) ? null : Document(now - 1, row.Contains("tombstone", StringComparison.Ordinal));
        ulong stamp = row switch
        {
            "the site stamps" or "the site stamps, condition" => 0,
            "as far ahead as allowed" => Stamp.At(Now + Skew) + 0xFFFF,
            "too far ahead" => Stamp.At(Now + Skew + 1),
            "as old as allowed" => Stamp.At(Now - Lifetime),
            "too old" or "too old, condition doesn't" => Stamp.At(Now - Lifetime) - 1,
            _ when row.Contains("loses", StringComparison.Ordinal) => now - 2,
            _ => now,
        };
        if (row == "as old as allowed")
            current = null;
        WriteCondition? condition = row switch
        {
            _ when row.Contains("condition holds", StringComparison.Ordinal) => new(current?.Version),
            _ when row.Contains("condition", StringComparison.Ordinal) => new(Version: null),
            _ => null,
        };
        foreach (((bool restamped, byte attempt), string outcome) in Tries.Zip(outcomes.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            WriteRequest request = new(OperationKind.Put, "a", default, new(2, 2), stamp, restamped, attempt, condition);
            Assert.Equal(outcome, WriteRule.Judge(request, current, Now, ReplicaRules.Default).ToString());
        }
    }

    // Of equal stamps the greater operation id wins, and the operation itself, come from elsewhere, is no winner over itself.
    [Theory]
    [InlineData(1, nameof(WriteOutcome.Accepted))]
    [InlineData(2, nameof(WriteOutcome.Accepted))]
    [InlineData(3, nameof(WriteOutcome.Restamp))]
    public void Of_equal_stamps_the_operation_id_decides(ulong currentId, string outcome)
    {
        ulong stamp = Stamp.At(Now);
        WriteRequest request = new(OperationKind.Put, "a", default, new(0, 2), stamp, Restamped: false, Attempt: 0, Condition: null);
        StoredDocument current = new("a", default, new(stamp, new(0, currentId)), IsDeleted: false);

        Assert.Equal(outcome, WriteRule.Judge(request, current, Now, ReplicaRules.Default).ToString());
    }

    //        the lead of the replica's clock | the stamp, in milliseconds from now
    [Theory]
    [InlineData(0, 2_001, nameof(WriteOutcome.Ahead))]
    [InlineData(2_001, 2_001, nameof(WriteOutcome.Accepted))]
    [InlineData(2_001, 4_001, nameof(WriteOutcome.Accepted))]
    [InlineData(2_001, 4_002, nameof(WriteOutcome.Ahead))]
    [InlineData(1_000_000_000, 1_000_000_000, nameof(WriteOutcome.Accepted))]
    [InlineData(1_000_000_000, 0, nameof(WriteOutcome.Accepted))]
    public void A_stamp_may_be_as_far_ahead_as_what_is_here_already(long lead, long stamp, string outcome)
    {
        WriteRequest request = new(OperationKind.Put, "a", default, new(0, 2), Stamp.At(Now + stamp), Restamped: true, Attempt: 0, Condition: null);
        Assert.Equal(outcome, WriteRule.Judge(request, null, Now, ReplicaRules.Default, lead).ToString());
    }

    // Without a stamp the id's own time stands for it, where it has one.
    //        the id was made: milliseconds from now | previous attempts | a put | an addition
    [Theory]
    [InlineData(0, 0, nameof(WriteOutcome.Accepted), nameof(WriteOutcome.Accepted))]
    [InlineData(-600_000, 1, nameof(WriteOutcome.Accepted), nameof(WriteOutcome.Accepted))]
    [InlineData(-600_001, 1, nameof(WriteOutcome.Expired), nameof(WriteOutcome.Expired))]
    [InlineData(-600_001, 0, nameof(WriteOutcome.Expired), nameof(WriteOutcome.Expired))]
    [InlineData(2_000, 0, nameof(WriteOutcome.Accepted), nameof(WriteOutcome.Accepted))]
    [InlineData(2_001, 0, nameof(WriteOutcome.Ahead), nameof(WriteOutcome.Ahead))]
    [InlineData(2_001, 1, nameof(WriteOutcome.Ahead), nameof(WriteOutcome.Ahead))]
    [InlineData(null, 1, nameof(WriteOutcome.Accepted), nameof(WriteOutcome.Accepted))]
    public void Without_a_stamp_the_time_of_the_id_counts(int? made, byte attempts, string put, string addition)
    {
        OperationId id = made is { } milliseconds ? OperationId.Create(Now + milliseconds, 1, 2) : new(0x1234_5678_9ABC_4DEF, 1);
        WriteRequest request = new(OperationKind.Put, "a", CounterNumber.Write(1), id, Stamp: 0, Restamped: false, attempts, Condition: null);

        Assert.Equal(put, WriteRule.Judge(request, null, Now, ReplicaRules.Default).ToString());
        Assert.Equal(addition, JudgeAddition(request with { Kind = OperationKind.Add }).ToString());
    }

    // A first try, too, may lie in a cut connection until a later one was executed elsewhere and is forgotten again.
    //        previous attempts | the stamp, from the horizon | what becomes of it
    [Theory]
    [InlineData(0, 1, nameof(WriteOutcome.Accepted))]
    [InlineData(0, 0, nameof(WriteOutcome.Restamp))]
    [InlineData(0, -1, nameof(WriteOutcome.Restamp))]
    [InlineData(1, 0, nameof(WriteOutcome.Expired))]
    [InlineData(1, -1, nameof(WriteOutcome.Expired))]
    [InlineData(1, 1, nameof(WriteOutcome.Accepted))]
    public void A_try_behind_the_horizon_is_not_executed(byte attempts, int beyond, string outcome)
    {
        ulong horizon = Stamp.At(Now - 1_000);
        WriteRequest request = new(OperationKind.Add, "a", CounterNumber.Write(1), new(0, 2), horizon + (ulong)beyond, Restamped: false, attempts, Condition: null);

        Assert.Equal(outcome, WriteRule.Judge(request, null, Now, ReplicaRules.Default, 0, horizon).ToString());
        Assert.Equal(outcome, JudgeAddition(request, horizon).ToString());
    }

    // An id's time is that of another clock: as far off as clocks may be.
    //        previous attempts | the id was made: milliseconds from the horizon | what becomes of it
    [Theory]
    [InlineData(0, 2_000, nameof(WriteOutcome.Expired))]
    [InlineData(0, 2_001, nameof(WriteOutcome.Accepted))]
    [InlineData(1, 2_000, nameof(WriteOutcome.Expired))]
    [InlineData(1, 2_001, nameof(WriteOutcome.Accepted))]
    public void Without_a_stamp_an_id_from_behind_the_horizon_is_not_executed(byte attempts, int beyond, string outcome)
    {
        ulong horizon = Stamp.At(Now - 5_000);
        WriteRequest request = new(
            OperationKind.Add, "a", CounterNumber.Write(1), OperationId.Create(Now - 5_000 + beyond, 1, 2), Stamp: 0, Restamped: false, attempts, Condition: null);

        Assert.Equal(outcome, WriteRule.Judge(request, null, Now, ReplicaRules.Default, 0, horizon).ToString());
        Assert.Equal(outcome, JudgeAddition(request, horizon).ToString());
    }

    [Fact]
    public void A_condition_compares_with_what_a_reader_sees()
    {
        StoredDocument document = Document(5, deleted: false), tombstone = Document(5, deleted: true);
        WriteCondition absent = new(Version: null), present = new(document.Version), other = new(Document(6, deleted: false).Version);

        Assert.Equal([true, true, false], new[] { null, tombstone, document }.Select(absent.Holds));
        Assert.Equal([false, false, true], new[] { null, tombstone, document }.Select(present.Holds));
        Assert.Equal([false, false, false], new[] { null, tombstone, document }.Select(other.Holds));
    }

    private static WriteOutcome JudgeAddition(WriteRequest request, ulong horizon = 0) =>
        WriteRule.JudgeAddition(request, total: 0, hasRoom: true, Now, ReplicaRules.Default, lead: 0, horizon);

    private static StoredDocument Document(ulong stamp, bool deleted) => new("a", default, new(stamp, new(1, 1)), deleted);
}
