using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>Puts a state into words for people.</summary>
internal static class StatusReport
{
    public static HaStatus Of(SiteDirectory directory, FailoverState state)
    {
        MonotonicClock clock = directory.Clock;
        SiteStatus[] sites = [.. directory.Sites.Select(site => Of(site, state.Sites[site.Index], state, clock, directory.AnyCallWaits))];
        int? current = state.Rules.Policy == SelectionPolicy.PickFirst ? state.Current(clock.Now) : null;
        return new()
        {
            Time = clock.TimeProvider.GetLocalNow(),
            Sites = [.. sites],
            Current = current is { } index ? sites[index] : null,
            IsPanic = state.IsPanic,
        };
    }

    /// <summary>Whether people would see no difference, apart from the time.</summary>
    public static bool AreAlike(HaStatus left, HaStatus right) =>
        left.IsPanic == right.IsPanic &&
        left.Sites.Length == right.Sites.Length &&
        left.Current?.Name == right.Current?.Name &&
        left.Current?.Port == right.Current?.Port &&
        left.Sites.Zip(right.Sites).All(pair => AreAlike(pair.First, pair.Second));

    private static bool AreAlike(SiteStatus left, SiteStatus right) =>
        left.Name == right.Name &&
        left.Port == right.Port &&
        left.State == right.State &&
        left.IsConnected == right.IsConnected &&
        left.LastError == right.LastError &&
        left.IsFirstChoice == right.IsFirstChoice &&
        left.Endpoints.SequenceEqual(right.Endpoints);

    private static SiteStatus Of(Site site, SiteHealth health, FailoverState state, MonotonicClock clock, bool callsWait) => new()
    {
        Name = site.Name.Host,
        Port = site.Name.Port,
        Endpoints = site.Addresses.LastGood,
        State = health.State,
        Since = clock.TimeOfDay(health.Since).GetValueOrDefault(),
        IsFirstChoice = state.Order[0] == site.Index,
        IsConnected = site.IsConnected,
        LastError = health.Reason,
        NextProbe = clock.TimeOfDay(state.NextProbe(site.Index, callsWait)),
        AvailableNotBefore = health.State == SiteState.Ejected ? clock.TimeOfDay(health.ReadmitAt) : null,
        HomeFrom = clock.TimeOfDay(health.HomeFrom),
        HomeBy = clock.TimeOfDay(health.HomeBy),
        CallsInFlight = site.CallsInFlight,
    };
}
