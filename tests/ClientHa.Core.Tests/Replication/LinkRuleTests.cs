using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

public sealed class LinkRuleTests
{
    // Times in heartbeats:
    //          connected | fault | last word | pending | last progress | lag | state
    [Theory]
    [InlineData(true, null, 0.5, 0, 99, 0, nameof(LinkState.Good))]
    [InlineData(true, null, 3.0, 0, 99, 0, nameof(LinkState.Good))]
    [InlineData(true, null, 3.1, 0, 99, 0, nameof(LinkState.Stalled))]
    [InlineData(true, null, 0.5, 9, 0.1, 0.1, nameof(LinkState.Good))]
    [InlineData(true, null, 0.5, 9, 0.1, 1.0, nameof(LinkState.Good))]
    [InlineData(true, null, 0.5, 9, 0.1, 1.1, nameof(LinkState.CatchingUp))]
    [InlineData(true, null, 0.5, 9, 3.0, 60, nameof(LinkState.CatchingUp))]
    [InlineData(true, null, 0.5, 9, 3.1, 60, nameof(LinkState.Stalled))]
    [InlineData(true, null, 0.5, 9, 3.1, 0.1, nameof(LinkState.Stalled))]
    [InlineData(true, null, 3.1, 9, 0.1, 60, nameof(LinkState.Stalled))]
    [InlineData(true, null, 0.5, 0, 99, 60, nameof(LinkState.Good))]
    [InlineData(false, null, 0.5, 0, 0, 0, nameof(LinkState.Down))]
    [InlineData(false, null, 9.0, 9, 9, 9, nameof(LinkState.Down))]
    [InlineData(true, nameof(LinkState.Diverged), 0.5, 0, 0, 0, nameof(LinkState.Diverged))]
    [InlineData(false, nameof(LinkState.Refused), 9.0, 9, 9, 9, nameof(LinkState.Refused))]
    public void Good_is_said_only_while_word_comes_and_what_is_pending_moves(
        bool connected, string? fault, double lastWord, ulong pending, double lastProgress, double lag, string state)
    {
        TimeSpan heartbeat = TimeSpan.FromSeconds(2);
        LinkFacts facts = new(
            connected, fault is null ? null : Enum.Parse<LinkState>(fault), lastWord * heartbeat, pending, lastProgress * heartbeat, lag * heartbeat);

        Assert.Equal(state, LinkRule.Judge(facts, heartbeat).ToString());
    }

    //                  | heartbeats since its last word | connected | what is said of a peer whose clock, or this one, is wrong
    [Theory]
    [InlineData(0.5, true, nameof(LinkState.ClockSkew))]
    [InlineData(3.1, true, nameof(LinkState.Stalled))]
    [InlineData(0.5, false, nameof(LinkState.Down))]
    public void A_clock_that_is_wrong_is_named_while_word_comes(double lastWord, bool connected, string state)
    {
        TimeSpan heartbeat = TimeSpan.FromSeconds(2);
        LinkFacts facts = new(connected, null, lastWord * heartbeat, Pending: 9, 60 * heartbeat, 60 * heartbeat, IsSkewed: true);

        Assert.Equal(state, LinkRule.Judge(facts, heartbeat).ToString());
    }
}
