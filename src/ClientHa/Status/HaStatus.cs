using System.Collections.Immutable;
using System.Globalization;

namespace ClientHa;

/// <summary>What a client knows of its sites, at one moment. It does not change; a newer one takes its place.</summary>
public sealed class HaStatus
{
    /// <summary>When this was seen, on the clock of the wall. Moments in <see cref="Sites"/> are on the same clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The distinct sites, in the order of the configuration.</summary>
    public required ImmutableArray<SiteStatus> Sites { get; init; }

    /// <summary>
    /// The site that new calls go to, one of <see cref="Sites"/>. None while no site answers, and none with
    /// <see cref="SelectionPolicy.RoundRobin"/>, where calls go to every site that takes them.
    /// </summary>
    public SiteStatus? Current { get; init; }

    /// <summary>The site at the head of this client's own order, one of <see cref="Sites"/>: where its calls are at home.</summary>
    public SiteStatus? FirstChoice => Sites.FirstOrDefault(static site => site.IsFirstChoice);

    /// <summary>
    /// Whether no site takes calls, all being ejected or draining: the reconnect delay is waived then, and calls wait for the
    /// first site that answers.
    /// </summary>
    public required bool IsPanic { get; init; }

    /// <summary>
    /// One line for people: "Connected to 1.ha.test", "Connecting to 0.ha.test", or "No site answers: 0.ha.test (connection
    /// refused), 1.ha.test (timed out); next attempt in 2 s", counted from <see cref="Time"/>.
    /// </summary>
    public override string ToString()
    {
        SiteStatus[] taking = IsPanic ? [] : Current is { } current ? [current] : [.. Sites.Where(TakesCalls)];
        if (taking.Length == 0)
            return $"No site answers: {string.Join(", ", Sites.Select(Fault))}{NextAttempt()}";
        SiteStatus[] connected = [.. taking.Where(site => site.IsConnected)];
        return connected.Length > 0
            ? $"Connected to {string.Join(", ", connected.Select(Label))}"
            : $"Connecting to {string.Join(", ", taking.Select(Label))}";
    }

    private static bool TakesCalls(SiteStatus site) => site.State is SiteState.Available or SiteState.Suspected;

    /// <summary>Sites on one host differ by their ports only.</summary>
    internal string Label(SiteStatus site) => Sites.Count(each => each.Name == site.Name) < 2
        ? site.Name
        : new Configuration.SiteName(site.Name, site.Port).ToString();

    private string Fault(SiteStatus site) => $"{Label(site)} ({site.LastError ?? site.State.ToString().ToLowerInvariant()})";

    private string NextAttempt()
    {
        if (Sites.Min(site => site.NextProbe) is not { } next)
            return "";
        double seconds = Math.Ceiling((next - Time).TotalSeconds);
        return seconds < 1 ? "; next attempt now"
            : seconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"; next attempt in {seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"; next attempt in {Math.Ceiling(seconds / 60)} min");
    }
}
