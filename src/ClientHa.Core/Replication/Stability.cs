namespace ClientHa.Core.Replication;

/// <summary>What all have, and the time up to which everything that anybody has accepted is here.</summary>
/// <param name="Vector">Every member that counts has this, durably, and all that it had accepted by then is here.</param>
/// <param name="Time">The least of the members' clocks when they said so, in milliseconds since 1970.</param>
internal sealed record Stability(VersionVector Vector, long Time)
{
    /// <summary>Nothing is known of somebody.</summary>
    public static readonly Stability None = new(VersionVector.Empty, 0);

    /// <summary>
    /// The least of what the members have confirmed. A site whose life is over counts until everybody knows that, because until then
    /// somebody may take from it what is not here.
    /// </summary>
    /// <param name="here">What is here.</param>
    public static Stability Of(IEnumerable<Member> others, VersionVector here, long now)
    {
        Stability least = new(here, now);
        foreach (Member member in others)
        {
            if (member.IsClosed)
                continue;
            if (member.Confirmed is not { } confirmed)
                return None;
            least = new(least.Vector.Meet(confirmed.Vector), Math.Min(least.Time, confirmed.Time));
        }
        return least;
    }
}
