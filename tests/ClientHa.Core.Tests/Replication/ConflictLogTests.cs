using System.Text;
using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class ConflictLogTests
{
    private readonly ConflictLog log = new(new ReplicaRules { MaxConflicts = 3, MaxConflictBytes = 3_000 });

    [Fact]
    public void Each_conflict_is_noted_once_and_the_newest_is_listed_first()
    {
        foreach (StoredConflict conflict in (StoredConflict[])[Of("a", 1, 5), Of("b", 2, 6), Of("a", 1, 5), Of("a", 3, 6)])
            log.Add(conflict);

        Assert.Equal(["a 3 6", "b 2 6", "a 1 5"], Listed("", null));
        Assert.Equal(["a 3 6", "a 1 5"], Listed("a", null));
        Assert.Equal(["b 2 6", "a 1 5"], Listed("", Of("a", 3, 6).Place));
        Assert.Equal(3, log.Count);
    }

    [Fact]
    public void The_oldest_makes_room()
    {
        foreach (int won in (int[])[4, 2, 5, 3])
            log.Add(Of("a", 1, won));

        Assert.Equal(["a 1 5", "a 1 4", "a 1 3"], Listed("", null));
    }

    [Fact]
    public void Bytes_are_bounded_and_the_newest_stays_however_large_it_is()
    {
        log.Add(Of("a", 1, 2, new string('x', 1_000)));
        log.Add(Of("a", 1, 3, new string('x', 1_000)));
        Assert.Equal(["a 1 3", "a 1 2"], Listed("", null));

        log.Add(Of("a", 1, 4, new string('x', 1_000)));
        Assert.Equal(["a 1 4", "a 1 3"], Listed("", null));

        log.Add(Of("a", 1, 5, new string('x', 9_000)));
        Assert.Equal(["a 1 5"], Listed("", null));
    }

    [Theory]
    [InlineData(5, "a 1 7|a 1 6|a 1 5")]
    [InlineData(6, "a 1 7|a 1 6")]
    [InlineData(8, "")]
    public void What_was_won_before_the_moment_expires(long moment, string left)
    {
        foreach (int won in (int[])[5, 6, 7])
            log.Add(Of("a", 1, won));

        log.Expire(moment);

        Assert.Equal(left, string.Join('|', Listed("", null)));
    }

    [Fact]
    public void Where_both_wrote_the_same_nothing_was_lost()
    {
        StoredConflict same = Of("a", 1, 2);
        log.Add(same with { Won = same.Won with { Value = same.Lost.Value } });
        log.Add(same with { Lost = same.Lost with { IsDeleted = true }, Won = same.Won with { IsDeleted = true } });
        Assert.Equal(0, log.Count);

        log.Add(same with { Lost = same.Lost with { IsDeleted = true } });
        Assert.Equal(1, log.Count);
    }

    private IEnumerable<string> Listed(string prefix, ConflictPlace? after) => log.Newest(prefix, after)
        .Select(each => $"{each.Won.Key} {Stamp.Milliseconds(each.Lost.Version.Stamp)} {Stamp.Milliseconds(each.Won.Version.Stamp)}");

    private static StoredConflict Of(string key, int lost, int won, string value = "") =>
        new(Document(key, lost, $"lost {value}"), Document(key, won, "won"), default, default);

    private static StoredDocument Document(string key, int milliseconds, string value) =>
        new(key, Encoding.UTF8.GetBytes(value), new(Stamp.At(milliseconds), new(7, (ulong)milliseconds)), IsDeleted: false);
}
