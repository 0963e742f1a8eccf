using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using ClientHa.Configuration;
using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>All that a client knows of its sites, in sentences: a head with what it goes by, and a paragraph for each site.</summary>
internal static class Explanation
{
    private const string Moment = "HH:mm:ss";

    private static readonly string Version =
        typeof(Explanation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static string Of(SiteDirectory directory)
    {
        FailoverState state = directory.State;
        HaStatus status = StatusReport.Of(directory, state);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"ClientHa {Version}, {status.Time:yyyy-MM-dd HH:mm:ss zzz}. {status}.\n");
        text.Append(CultureInfo.InvariantCulture, $"{Rules(directory, status)}\n");
        if (status.IsPanic)
            text.Append(CultureInfo.InvariantCulture, $"{Panic(state)}\n");
        for (int i = 0; i < status.Sites.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"\n{Paragraph(status, status.Sites[i], state, i)}\n");
        return text.ToString();
    }

    private static string Rules(SiteDirectory directory, HaStatus status)
    {
        HaPlan plan = directory.Plan;
        string home = plan.Policy == SelectionPolicy.RoundRobin
            ? "calls go to all sites in turn"
            : $"the first choice is {(status.FirstChoice is { } first ? status.Label(first) : "none")} ({plan.FirstChoice.Kind})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Address.GetLeftPart(UriPartial.Authority)} stands for {Count(status.Sites.Length, "site")}; {home}. Reconnect delay {For(plan.ReconnectDelay)}, failback {plan.Failback}, replay {plan.Replay}. {Count(directory.WaitingCalls, "call")} waiting for a site.");
    }

    private static string Panic(FailoverState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"No site takes calls: the reconnect delay is waived, and whichever answers first gets them. {Count(state.Panic.Rounds, "race")} so far over all sites{(state.Panic.IsRoundRunning ? ", one is running" : "")}.");

    private static string Paragraph(HaStatus status, SiteStatus site, FailoverState state, int index)
    {
        SiteHealth health = state.Sites[index];
        ImmutableArray<string> addresses = [.. site.Endpoints.Select(endpoint => endpoint.ToString())];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{new SiteName(site.Name, site.Port)}{Role(status, site)}: {site.State.ToString().ToLowerInvariant()} since {site.Since.ToString(Moment, CultureInfo.InvariantCulture)}, for {For(status.Time - site.Since)}{(site.LastError is null ? "" : $" ({site.LastError})")}. {What(site, health, state, status.Time)} {Probe(status, site, health)} {(site.IsConnected ? "It has answered over its present connections." : "It has not answered over a present connection.")} {(health.ConnectTime is { } took ? $"A connection takes {took.TotalMilliseconds:0.0} ms. " : "")}{Count(site.CallsInFlight, "call")} in flight. {(addresses.IsEmpty ? "Its name was not resolved yet." : $"Addresses: {string.Join(", ", addresses)}.")}");
    }

    private static string Role(HaStatus status, SiteStatus site) => (site.IsFirstChoice, ReferenceEquals(site, status.Current)) switch
    {
        (true, true) => " (first choice, in use)",
        (true, false) => " (first choice)",
        (false, true) => " (in use)",
        _ => "",
    };

    private static string What(SiteStatus site, SiteHealth health, FailoverState state, DateTimeOffset now) => site.State switch
    {
        SiteState.Available => "It takes calls.",
        SiteState.Suspected => "It takes calls while a probe asks whether it is alive.",
        SiteState.Draining => $"It finishes its calls and takes no new ones until {Good(health)}.",
        SiteState.Ejected when state.IsPanic => "It takes calls again with its first good probe.",
        SiteState.Ejected when site.AvailableNotBefore <= now => $"It takes no calls before {Good(health)}.",
        SiteState.Ejected => string.Create(
            CultureInfo.InvariantCulture,
            $"It takes no calls before {site.AvailableNotBefore?.ToString(Moment, CultureInfo.InvariantCulture)} and {Good(health)}."),
        SiteState.Returning when site.HomeFrom is { } from => string.Create(
            CultureInfo.InvariantCulture,
            $"It has recovered: calls come home from {from.ToString(Moment, CultureInfo.InvariantCulture)} on when none is in flight, and from {site.HomeBy?.ToString(Moment, CultureInfo.InvariantCulture)} on regardless."),
        SiteState.Returning when state.Rules.Failback == Failback.Manual => "It has recovered: calls go there when the program calls GoHome(), or when the site in use fails.",
        _ => "It has recovered: calls go there when the site in use fails.",
    };

    private static string Good(SiteHealth health) => health.IsBlameless
        ? "its first good probe, as this machine's network changed when it failed"
        : string.Create(CultureInfo.InvariantCulture, $"two good probes in a row ({health.ConsecutiveGoodProbes} so far)");

    private static string Probe(HaStatus status, SiteStatus site, SiteHealth health) =>
        health.IsProbing ? "A probe is running."
        : site.NextProbe is not { } next ? "No probe is planned."
        : next <= status.Time ? "The next probe is due now."
        : $"The next probe comes in {For(next - status.Time)}.";

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string For(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(span < TimeSpan.FromMinutes(2) ? $"{Math.Max(0, Math.Ceiling(span.TotalSeconds)):0} s" : span < TimeSpan.FromHours(2) ? $"{span.TotalMinutes:0} min" : $"{span.TotalHours:0} h")}");
}
