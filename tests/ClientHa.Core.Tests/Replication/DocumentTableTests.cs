using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>The table against the plainest thing that sorts.</summary>
public sealed class DocumentTableTests
{
    private const int ChunkSize = 512;

    private readonly DocumentTable table = new();
    private readonly SortedDictionary<string, StoredDocument> model = new(StringComparer.Ordinal);
    private ulong stamp;

    [Theory]
    [InlineData("ascending")]
    [InlineData("descending")]
    [InlineData("random")]
    [InlineData("from both ends")]
    public void Thousands_of_keys_in_any_order_are_found_again_in_theirs(string order)
    {
        const int Keys = (ChunkSize * 4) + 3;
        foreach (int number in Order(order, Keys))
            Set($"k{number:d5}", deleted: number % 7 == 0);
        AssertEqual();
        // Every key is also the one behind which a page may go on, and so is what stands between two.
        foreach (string key in model.Keys.ToArray())
        {
            Assert.Same(model[key], table.Find(key));
            Assert.Null(table.Find(key + " "));
        }
        foreach (int number in Enumerable.Range(0, 9).SelectMany(chunk => Enumerable.Range((chunk * ChunkSize / 2) - 3, 7)))
        {
            AssertRange("", $"k{number:d5}");
            AssertRange($"k{number:d5}", null);
            AssertRange("k", $"k{number:d5}x");
        }
        foreach (int number in Order("random", Keys))
            Set($"k{number:d5}", deleted: number % 3 == 0);
        AssertEqual();
    }

    [Fact]
    public void Random_sets_and_ranges_agree_with_the_model()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            Dice dice = new(seed);
            string[] letters = ["", "a", "b", "ä", "A", "/", "\uffff", "\ud83d\ude00"];
            for (int i = 0; i < 60; i++)
            {
                Set(dice.Pick(letters) + dice.Pick(letters) + dice.Pick(letters), dice.Chance(30));
                string? after = dice.Chance(50) ? dice.Pick(letters) + dice.Pick(letters) : null;
                AssertRange(dice.Pick(letters) + (dice.Chance(30) ? dice.Pick(letters) : ""), after);
            }
            AssertEqual();
        }
    }

    [Fact]
    public void What_is_taken_out_is_gone_and_all_else_stays_in_its_order()
    {
        const int Keys = ChunkSize * 3;
        foreach (int number in Order("random", Keys))
            Set($"k{number:d5}", deleted: number % 3 == 0);
        foreach (int number in Order("random", Keys))
        {
            table.Remove($"k{number:d5}");
            table.Remove($"k{number:d5}");
            model.Remove($"k{number:d5}");
            if (number % 97 == 0)
                AssertEqual();
            if (number % 5 == 0)
                Set($"k{number:d5}x", deleted: false);
        }
        AssertEqual();
        foreach (string key in model.Keys.ToArray())
            table.Remove(key);
        model.Clear();
        AssertEqual();
    }

    [Fact]
    public void An_empty_table_holds_nothing()
    {
        Assert.Null(table.Find(""));
        Assert.Empty(table.ToArray());
        AssertRange("", null);
        AssertRange("a", "ab");
        AssertEqual();
    }

    // Keys are compared by their units: no culture puts "ä" beside "a" or takes "\u00AD" for nothing.
    [Theory]
    [InlineData("", null, "A/B a aa ab b")]
    [InlineData("a", null, "a aa ab")]
    [InlineData("a", "a", "aa ab")]
    [InlineData("a", "A", "a aa ab")]
    [InlineData("a", "", "a aa ab")]
    [InlineData("a", "aaa", "ab")]
    [InlineData("a", "ab", "")]
    [InlineData("a", "b", "")]
    [InlineData("aa", "a", "aa")]
    [InlineData("", "b", "")]
    [InlineData("A/", null, "A/B")]
    [InlineData("z", null, "")]
    public void A_range_is_what_begins_with_the_prefix_behind_the_key(string prefix, string? after, string keys)
    {
        foreach (string key in (string[])["ab", "b", "A/B", "aa", "a"])
            Set(key, deleted: false);
        Set("ac", deleted: true);

        Assert.Equal(keys, string.Join(' ', table.Range(prefix, after).Select(document => document.Key)));
    }

    [Fact]
    public void The_digest_depends_on_what_is_there_and_not_on_how_it_came()
    {
        DocumentTable other = new();
        for (int i = 0; i < 2_000; i++)
            Set($"k{i % 700}", deleted: i % 5 == 0);
        foreach (StoredDocument document in model.Values.Reverse())
            Assert.True(other.Merge(document));
        Assert.Equal(table.Digest, other.Digest);

        StoredDocument one = model["k7"];
        foreach (StoredDocument changed in new[]
        {
            one with { Key = "k7 " },
            one with { IsDeleted = !one.IsDeleted },
            one with { Version = one.Version with { Stamp = one.Version.Stamp + 1 } },
            one with { Version = one.Version with { OperationId = new(one.Version.OperationId.High, 1) } },
            one with { Version = one.Version with { OperationId = new(1, one.Version.OperationId.Low) } },
        })
        {
            Assert.NotEqual(one.Digest, changed.Digest);
        }
    }

    private static IEnumerable<int> Order(string order, int count) => order switch
    {
        "ascending" => Enumerable.Range(0, count),
        "descending" => Enumerable.Range(0, count).Reverse(),
        "random" => Enumerable.Range(0, count).OrderBy(number => Prng.Mix((ulong)number)),
        _ => Enumerable.Range(0, count).Select(number => number % 2 == 0 ? number / 2 : count - 1 - (number / 2)),
    };

    private void Set(string key, bool deleted)
    {
        StoredDocument document = new(key, default, new(++stamp, new(stamp, 9)), deleted);
        Assert.True(table.Merge(document));
        Assert.False(table.Merge(document));
        model[key] = document;
    }

    private void AssertEqual()
    {
        Assert.Equal(model.Values, table.ToArray());
        Assert.Equal((model.Count, model.Values.Count(document => !document.IsDeleted)), (table.Count, table.LiveCount));
        Assert.Equal(model.Values.Aggregate(0UL, (sum, document) => sum + (document.IsDeleted ? 0 : document.Digest)), table.Digest);
        AssertRange("", null);
    }

    private void AssertRange(string prefix, string? after) => Assert.Equal(
        model.Values.Where(document => !document.IsDeleted && document.Key.StartsWith(prefix, StringComparison.Ordinal)
            && (after is null || string.CompareOrdinal(document.Key, after) > 0)),
        table.Range(prefix, after));
}
