namespace ClientHa.Core.Replication;

/// <summary>How far a peer's clock is ahead, measured over a round trip (RFC 5905, section 8), and how far wrong that may be.</summary>
internal readonly record struct ClockOffset(TimeSpan Ahead, TimeSpan Uncertainty)
{
    /// <summary>From here on an operator hears of it: clocks that are kept by NTP agree far better.</summary>
    public static readonly TimeSpan Notable = TimeSpan.FromMilliseconds(250);

    /// <param name="sent">This site's clock in the message that the peer has answered, in milliseconds.</param>
    /// <param name="age">How long ago that had come to the peer when it wrote.</param>
    /// <param name="peer">The peer's clock when it wrote.</param>
    /// <param name="now">This site's clock.</param>
    /// <returns>Null where the four don't fit together.</returns>
    public static ClockOffset? Measure(long sent, long age, long peer, long now)
    {
        if (sent <= 0 || peer <= 0 || age < 0 || age > now - sent)
            return null;
        double roundTrip = now - sent - age;
        return new(TimeSpan.FromMilliseconds(peer - now + (roundTrip / 2)), TimeSpan.FromMilliseconds(roundTrip / 2));
    }

    /// <summary>It is certain that the two differ by more than this.</summary>
    public bool IsBeyond(TimeSpan limit) => Ahead.Duration() - Uncertainty > limit;
}
