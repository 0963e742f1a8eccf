using ClientHa.Core.Failover;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Core.Tests.Failover;

public sealed class UnreadyTests
{
    /// <summary>Three sites in their listed order, as bits: which are unready, which were tried, and which gets the call.</summary>
    [Theory]
    [InlineData(0b000, 0b000, 0)]
    [InlineData(0b001, 0b000, 1)]
    [InlineData(0b011, 0b000, 2)]
    [InlineData(0b111, 0b000, 0)]
    [InlineData(0b001, 0b010, 2)]
    [InlineData(0b001, 0b110, 0)]
    [InlineData(0b110, 0b001, 1)]
    public void A_site_that_keeps_calls_waiting_for_a_connection_is_left_out_where_another_is_left(int unready, int tried, int expected) =>
        Assert.Equal(expected, Pick(new Scenario(3), unready, tried).Site);

    [Fact]
    public void A_site_that_has_just_recovered_is_preferred_to_one_that_keeps_calls_waiting()
    {
        Scenario client = Scenario.With(SiteState.Returning);
        int returning = client.State.Sites.ToList().FindIndex(site => site.State == SiteState.Returning);
        int other = 1 - returning;

        Assert.Equal(other, Pick(client, 0, 0).Site);
        Assert.Equal(returning, Pick(client, 1 << other, 0).Site);
        Assert.Equal(other, Pick(client, 0b11, 0).Site);
    }

    [Fact]
    public void A_round_robin_leaves_it_out_too()
    {
        Scenario client = new(3, new FailoverRules { Policy = SelectionPolicy.RoundRobin });
        for (ulong ticket = 0; ticket < 100; ticket++)
            Assert.NotEqual(1, client.State.Next(new PickRequest(client.Now) { Ticket = ticket, Unready = 0b010 }).Site);
    }

    private static Decision Pick(Scenario client, int unready, int tried) =>
        client.State.Next(new PickRequest(client.Now) { Unready = (ulong)unready, Tried = (ulong)tried });
}
