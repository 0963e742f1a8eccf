using ClientHa.Core.Sessions;

namespace ClientHa.Core.Tests.Sessions;

public sealed class SessionRuleTests
{
    //          here | required | kept | retired | takes stale | a peer is linked | has waited long | so
    [Theory]
    [InlineData("", "", "", "", false, false, false, "Answer")]
    [InlineData("a3 b5", "a3", "", "", false, false, false, "Answer")]
    [InlineData("a3 b5", "a3 b5", "", "", true, true, true, "Answer")]
    [InlineData("a3 b5", "a4", "", "", false, true, false, "Wait")]
    [InlineData("a3 b5", "a4", "", "", false, true, true, "Behind")]
    [InlineData("a3 b5", "a3 c1", "", "", false, true, false, "Wait")]
    [InlineData("a3 b5", "a4", "", "", false, false, false, "Behind")]
    [InlineData("a3 b5", "a4", "", "", true, true, false, "AnswerStale")]
    [InlineData("a3 b5", "a4", "", "", true, false, true, "AnswerStale")]
    [InlineData("a3 b5", "a4", "", "a", false, true, false, "Answer")]
    [InlineData("a3 b5", "a4 b6", "", "a", false, true, true, "Behind")]
    [InlineData("", "c9", "", "c", true, false, false, "Answer")]
    [InlineData("a3 b5", "a4", "a4", "a", false, true, false, "Wait")]
    [InlineData("a3 b5", "a4", "a4", "a", false, true, true, "Behind")]
    [InlineData("a3 b5", "a4", "a4", "a", true, true, false, "AnswerStale")]
    [InlineData("a3 b5", "a9", "a3", "a", false, true, false, "Answer")]
    public void A_site_answers_what_it_covers_and_else_waits_sends_away_or_says_that_it_is_stale(
        string here, string required, string kept, string retired, bool acceptsStale, bool isLinked, bool isLate, string step)
    {
        SessionFacts facts = new(Vectors.Of(here), Vectors.Of(required), Vectors.Of(kept), replica => retired.Contains((char)('a' + replica.Site)), acceptsStale, isLinked, isLate);

        Assert.Equal(step, SessionRule.Judge(facts).ToString());
    }

    [Fact]
    public void What_a_peer_has_of_this_replica_confirms_it_and_never_goes_back()
    {
        Confirmations confirmations = new(Vectors.Replica('a'));

        Assert.False(confirmations.Heard(Vectors.Of("b7")));
        Assert.True(confirmations.Heard(Vectors.Of("a3 b7")));
        Assert.False(confirmations.Heard(Vectors.Of("a2")));
        Assert.Equal(3UL, confirmations.Sequence);
    }
}
