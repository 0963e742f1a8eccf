namespace ClientHa.Services;

/// <summary>A counter as it stands, at the site that answered.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Total">The sum of all that was added to it; never 0, which is no counter.</param>
/// <param name="IsStale">The site lacks something that this client has read or written before, so that it may stand at something else by now:
/// see <see cref="SessionBehavior.StaleAtLast"/>.</param>
public sealed record Counter(string Key, long Total, bool IsStale);
