namespace ClientHa.Services;

/// <summary>What a site has found a counter to stand at.</summary>
/// <param name="Total">0 where nothing was ever added.</param>
/// <param name="IsStale">The site lacks something that this client has read or written before, so that it may stand at something else by now:
/// see <see cref="SessionBehavior.StaleAtLast"/>.</param>
public readonly record struct CounterReading(long Total, bool IsStale);
