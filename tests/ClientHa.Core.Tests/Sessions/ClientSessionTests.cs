using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;

namespace ClientHa.Core.Tests.Sessions;

public sealed class ClientSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ClientSession session = new(new(MaxWrites: 3, MaxBytes: 100));
    private Instant now = new(1);

    [Fact]
    public void A_read_requires_all_that_was_read_and_written_before()
    {
        session.Saw(Vectors.Of("a2 b7"));
        session.Saw(Vectors.Of("a1 c1"));
        Write("a5");

        Assert.Equal("a5 b7 c1", Vectors.Text(session.Required));
    }

    [Fact]
    public void A_write_is_kept_until_its_site_says_that_another_has_it()
    {
        Write("a4");
        Write("a5");

        Assert.Empty(Hear('a', "a9", confirmed: 3));
        Assert.Equal(["a4"], Hear('a', "a9", confirmed: 4));
        Assert.Equal(["a5"], Kept());
        Assert.Equal("a5", Vectors.Text(session.Required));
        Assert.Equal("a5", Vectors.Text(session.Own));
        Assert.Equal(["a5"], Hear('a', "a9", confirmed: 5));
        session.Saw(Vectors.Of("b1"));
        Assert.Equal("a5 b1", Vectors.Text(session.Required));
        Assert.Equal("", Vectors.Text(session.Own));
    }

    [Fact]
    public void A_write_is_kept_until_another_site_shows_that_it_has_it()
    {
        Write("a4");
        Write("a5");

        Assert.Equal(["a4"], Hear('b', "a4 b1", confirmed: 0));
        Assert.Equal(["a5"], Kept());
    }

    [Fact]
    public void A_write_that_another_site_has_before_it_is_acknowledged_is_not_kept()
    {
        Hear('a', "a9", confirmed: 5);
        Write("a5");

        Assert.Empty(Kept());
        Assert.Equal("a5", Vectors.Text(session.Required));
    }

    [Fact]
    public void The_oldest_writes_go_where_there_are_too_many_and_are_still_required()
    {
        Write("a1");
        Write("a2");
        Write("a3");

        Assert.Equal(["a1"], Write("a4"));
        Assert.Equal(["a2", "a3"], Write("a5", bytes: 85));
        Assert.Equal(["a4", "a5"], Write("a6", bytes: 1_000));
        Assert.Equal(["a6"], Kept());
        session.GiveUp(session.Kept.Single());
        session.Saw(Vectors.Of("b1"));
        Assert.Equal("a6 b1", Vectors.Text(session.Required));
    }

    [Fact]
    public void What_a_site_lacks_is_due_there_once_the_site_that_has_it_is_silent()
    {
        Hear('a', "a3", confirmed: 3);
        Write("a4");
        now += Patience / 2;
        Hear('b', "a3", confirmed: 0);

        Assert.Empty(session.Due(Vectors.Replica('b'), now, Patience));
        now += Patience / 2;
        Assert.Equal(["a4"], session.Due(Vectors.Replica('b'), now, Patience).Select(Text));
        Assert.Empty(session.Due(Vectors.Replica('a'), now, Patience));
        Hear('a', "a4", confirmed: 3);
        Assert.Empty(session.Due(Vectors.Replica('b'), now, Patience));
        Assert.True(session.HasBeyond(Vectors.Replica('b')));
        Assert.False(session.HasBeyond(Vectors.Replica('a')));
    }

    [Fact]
    public void A_write_that_was_handed_over_is_required_where_it_is_now_and_kept_until_another_site_has_it()
    {
        Write("a4");

        Assert.False(HandOver("a4", site: 'b', "b8"));

        Assert.Equal("b8", Vectors.Text(session.Required));
        Assert.Equal("b8", Vectors.Text(session.Own));
        Assert.Equal(["b8"], Kept());
        Assert.Equal(["b8"], Hear('b', "a3 b8", confirmed: 8));
        Assert.Empty(Kept());
    }

    [Fact]
    public void A_write_that_is_handed_to_a_site_that_had_it_from_the_first_is_at_two()
    {
        Write("a4");

        Assert.True(HandOver("a4", site: 'b', "a4"));

        Assert.Empty(Kept());
        Assert.Equal("a4", Vectors.Text(session.Required));
    }

    [Fact]
    public void A_write_that_its_own_site_is_asked_for_again_is_kept()
    {
        Write("a4");

        Assert.False(HandOver("a4", site: 'a', "a4"));

        Assert.Equal(["a4"], Kept());
        Assert.Equal("a4", Vectors.Text(session.Required));
    }

    [Fact]
    public void What_is_handed_over_meanwhile_by_another_is_not_handed_over_twice()
    {
        Write("a4");
        KeptWrite write = session.Kept.Single();
        Assert.False(session.HandedOver(write, Vectors.Replica('b'), Vectors.Replica('b'), 8));

        Assert.False(session.HandedOver(write, Vectors.Replica('b'), Vectors.Replica('b'), 8));
        Assert.Equal(["b8"], Kept());
    }

    //          read at the lost site | written and handed over | at the new site | required in the end
    [Theory]
    [InlineData("a5", "a4 a5", "a3 b9", "b9")] // Nothing was lost but its own writes, which are here under other numbers.
    [InlineData("a5", "a5", "a3 b9", "a5 b9")] // Somebody else's write is lost with the site.
    [InlineData("a6", "a4 a5", "a3 b9", "a6 b9")]
    [InlineData("a5 c2", "a5", "a4 b9", "a4 b9 c2")]
    [InlineData("a5", "a5", "a5 b9", "a5 b9")]
    public void A_session_that_has_handed_over_all_that_a_lost_site_alone_had_requires_nothing_more_of_it(string seen, string written, string here, string required)
    {
        session.Saw(Vectors.Of(seen));
        foreach (string write in written.Split(' '))
            Write(write);
        foreach (string write in written.Split(' '))
            HandOver(write, site: 'b', "b9");
        session.Lower(Vectors.Of(here));

        if (required == "b9")
            Assert.True(Vectors.Of(here).Covers(session.Required));
        Assert.Equal(required, Vectors.Text(session.Required).Replace("a3 ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_write_that_no_site_takes_is_kept_no_longer_and_reads_go_on_asking_for_it()
    {
        Write("a4");

        session.GiveUp(session.Kept.Single());
        session.Saw(Vectors.Of("b1"));

        Assert.Empty(Kept());
        Assert.Equal("a4 b1", Vectors.Text(session.Required));
    }

    private static string Text(KeptWrite write) => $"{(char)('a' + write.Replica.Site)}{write.Sequence}";

    private string[] Kept() => [.. session.Kept.Select(Text)];

    private string[] Write(string number, int bytes = 10) =>
        [.. session.Written(new("a write", new OperationId(1, (ulong)now.Ticks), Vectors.Replica(number[0]), ulong.Parse(number[1..]), bytes)).Select(Text)];

    private string[] Hear(char site, string has, ulong confirmed) =>
        [.. session.Heard(new SiteWord(Vectors.Replica(site), Vectors.Of(has), confirmed, IsStale: false), now).Select(Text)];

    private bool HandOver(string write, char site, string accepted) => session.HandedOver(
        session.Kept.Single(kept => Text(kept) == write), Vectors.Replica(site), Vectors.Replica(accepted[0]), ulong.Parse(accepted[1..]));
}
