namespace ClientHa.Core.Tests;

public sealed class ReopenDelayTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The first end, and every end of a stream that was good, is followed at once by the next stream.</summary>
    [Fact]
    public void A_stream_that_was_good_is_opened_again_at_once()
    {
        ReopenDelay delay = new(new Prng(1));
        for (int i = 0; i < 5; i++)
        {
            delay = delay.Next(hasAnswered: true, Second, out TimeSpan wait);
            Assert.Equal(TimeSpan.Zero, wait);
        }
    }

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(false, 5)]
    public void One_that_brought_nothing_or_did_not_last_waits_ever_longer_up_to_2_seconds(bool hasAnswered, double seconds)
    {
        ReopenDelay delay = new(new Prng(1));
        foreach (double most in new[] { 0, 0.1, 0.2, 0.4, 0.8, 1.6, 2, 2, 2 })
        {
            delay = delay.Next(hasAnswered, TimeSpan.FromSeconds(seconds), out TimeSpan wait);
            Assert.InRange(wait.TotalSeconds, most / 2, most);
        }
        delay.Next(hasAnswered: true, Second, out TimeSpan afterGood);
        Assert.Equal(TimeSpan.Zero, afterGood);
    }

    [Fact]
    public void Two_streams_do_not_come_in_the_same_instant()
    {
        new ReopenDelay(new Prng(1), 10).Next(false, Second, out TimeSpan one);
        new ReopenDelay(new Prng(2), 10).Next(false, Second, out TimeSpan other);
        Assert.NotEqual(one, other);
    }
}
