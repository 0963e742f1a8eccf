namespace ClientHa.Core.Tests;

public sealed class InstantTests
{
    [Fact]
    public void Never_stays_never_and_comes_last()
    {
        Instant now = new(5);
        Assert.Equal(Instant.Never, Instant.Never + TimeSpan.FromDays(1));
        Assert.Equal(Instant.Never, now + TimeSpan.MaxValue);
        Assert.Equal(now, Instant.Earlier(now, Instant.Never));
        Assert.Equal(now, Instant.Earlier(Instant.Never, now));
        Assert.True(now < Instant.Never && Instant.Never > now && now <= new Instant(5) && now >= new Instant(5));
    }

    [Fact]
    public void Moments_and_spans_add_up()
    {
        Instant now = new(100);
        Assert.Equal(TimeSpan.FromSeconds(2), now + TimeSpan.FromSeconds(2) - now);
        Assert.Equal(0, now.CompareTo(new(100)));
    }
}
