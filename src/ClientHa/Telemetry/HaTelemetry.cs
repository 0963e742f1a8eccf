using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using ClientHa.Attempts;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Resolving;
using ClientHa.Sites;
using Microsoft.Extensions.Logging;

namespace ClientHa.Telemetry;

/// <summary>Logs, metrics and span events. Of sites: only from (old state, new state), so that nothing is told twice.</summary>
/// <param name="log">Where it is told.</param>
/// <param name="observer">Who is told of every call; null but in tests.</param>
/// <param name="own">Where it is counted, if not where all clients are.</param>
internal sealed class HaTelemetry(ILogger log, IClientObserver? observer = null, HaMetrics? own = null)
{
    private readonly SafeLogger logger = new(log);
    private readonly HaMetrics metrics = own ?? HaMetrics.Shared;
    private int isFaultTold;

    /// <summary>Who is told of every call; null but in tests.</summary>
    public IClientObserver? Observer => observer;

    /// <summary>An attempt begins, at a site of which this was known when it was chosen.</summary>
    public static void Attempting(Call call, Site site, SiteHealth health) => call.Observation?.AttemptBegan(site, health);

    public void Attempted(Call call, MonotonicClock clock, in AttemptOutcome outcome)
    {
        call.Observation?.AttemptEnded(outcome);
        if (!metrics.AttemptDuration.Enabled)
            return;
        Attempt attempt = call.Attempt!;
        TagList tags = Tags(attempt.Site);
        if (outcome.Execution != Execution.Final)
            tags.Add(TelemetryNames.ErrorType, ErrorType(outcome));
        try
        {
            metrics.AttemptDuration.Record((clock.Now - attempt.StartedAt).TotalSeconds, tags);
        }
        catch (Exception exception)
        {
            NotMeasured(exception);
        }
    }

    /// <summary>A call goes on elsewhere.</summary>
    public void Moved(Call call, Site from, string? reason, Site to)
    {
        Count(metrics.Failovers, from);
        Log.CallMoved(logger, call.Method, from.Name.Host, reason, to.Name.Host);
        Activity.Current?.AddEvent(new ActivityEvent(TelemetryNames.FailoverEvent, tags: new ActivityTagsCollection
        {
            [TelemetryNames.Site] = from.Name.Host,
            [TelemetryNames.ServerPort] = from.Name.Port,
            [TelemetryNames.Reason] = reason,
        }));
    }

    public void Changed(in StateChange change, SiteDirectory directory)
    {
        for (int i = 0; i < directory.Sites.Length; i++)
        {
            if (change.New.Sites[i].State == change.Old.Sites[i].State)
                continue;
            Site site = directory.Sites[i];
            observer?.SiteChanged(site, change.New.Sites[i]);
            if (change.New.Sites[i].State == SiteState.Ejected)
                Count(metrics.Ejections, site);
            bool isTold = directory.Reports.Changed(i, directory.Clock.Now, out int untold);
            if (untold > 0)
                Flapped(site, untold, change.Old);
            if (isTold)
                SiteChanged(site, change, directory);
        }
    }

    /// <summary>Time has passed: tells what became of sites that changed too often to be told each time.</summary>
    public void Settle(SiteDirectory directory)
    {
        foreach ((int site, int untold) in directory.Reports.Settle(directory.Clock.Now))
            Flapped(directory.Sites[site], untold, directory.State);
    }

    public void Probed(Site site, string? fault) => Log.Probed(logger, site.Name.Host, fault ?? "alive");

    public void Resolved(Site site, ImmutableArray<IPEndPoint> endpoints)
    {
        site.ReportsResolving(null);
        if (logger.IsEnabled(LogLevel.Debug))
            Log.Resolved(logger, site.Name.Host, string.Join(", ", endpoints));
    }

    /// <summary>Looked up again and again, a name fails again and again: it is news once.</summary>
    public void NotResolved(Site site, NameResolutionException exception)
    {
        if (site.ReportsResolving(exception.Message))
            Log.NotResolved(logger, site.Name.Host, exception.Reason);
        else
            Log.StillNotResolved(logger, site.Name.Host, exception.Reason);
    }

    public void NetworkChanged(string what) => Log.NetworkChanged(logger, what);

    public void ListenerFailed(Exception exception) => Log.ListenerFailed(logger, exception);

    public void TlsReloaded() => Log.TlsReloaded(logger);

    public void TlsNotReloaded(Exception exception) => Log.TlsNotReloaded(logger, exception.Message);

    public void FollowerFailed(Exception exception) => Log.FollowerFailed(logger, exception);

    public void Configured(ImmutableArray<string> notes)
    {
        foreach (string note in notes)
            Log.ConfigurationNote(logger, note);
    }

    public void Discovered(HaPlan plan) => Log.Discovered(logger, string.Join(", ", plan.Sites));

    public void AddressesNotRead(string file, string fault) => Log.AddressesNotRead(logger, file, fault);

    public void AddressesNotKept(string file, string fault) => Log.AddressesNotKept(logger, file, fault);

    public void Reconfigured(HaPlan plan) => Log.Reconfigured(logger, string.Join(", ", plan.Sites));

    public void NotReconfigured(string client, Exception exception) => Log.NotReconfigured(logger, client.Length == 0 ? "the unnamed client" : $"the client \"{client}\"", exception.Message);

    public void AddressKept(Uri kept, Uri wanted) => Log.AddressKept(logger, kept, wanted);

    private void SiteChanged(Site site, in StateChange change, SiteDirectory directory)
    {
        SiteHealth health = change.New.Sites[site.Index];
        MonotonicClock clock = directory.Clock;
        string name = site.Name.Host;
        string? next = change.New.Rules.Policy == SelectionPolicy.RoundRobin
            ? "all available sites"
            : change.New.Current(clock.Now) is { } current ? directory.Sites[current].Name.Host : null;
        switch (health.State)
        {
            case SiteState.Ejected:
                if (change.New.IsPanic)
                    Log.LastSiteEjected(logger, name, health.Reason);
                else
                    Log.SiteEjected(logger, name, health.Reason, next, (health.NextProbeAt - health.Since).TotalSeconds, clock.TimeOfDay(health.ReadmitAt));
                break;
            case SiteState.Draining:
                Log.SiteDraining(logger, name, health.Reason);
                break;
            case SiteState.Suspected when health.Suspicion == Suspicion.Network:
                // Why was said once, for all sites.
                break;
            case SiteState.Suspected:
                Log.SiteSuspected(logger, name, health.Reason);
                break;
            case SiteState.Returning when health.HomeBy == Instant.Never:
                Log.SiteInReserve(logger, name);
                break;
            case SiteState.Returning:
                Log.SiteReturning(logger, name, clock.TimeOfDay(health.HomeFrom), clock.TimeOfDay(health.HomeBy));
                break;
            case SiteState.Available:
                Log.SiteAvailable(logger, name, next);
                break;
        }
    }

    private void Count(Counter<long> counter, Site site)
    {
        try
        {
            counter.Add(1, Tags(site));
        }
        catch (Exception exception)
        {
            NotMeasured(exception);
        }
    }

    /// <summary>A listener of metrics, which is called in the middle of a call. It may throw at each, so it is told once.</summary>
    private void NotMeasured(Exception exception)
    {
        if (Interlocked.Exchange(ref isFaultTold, 1) == 0)
            Log.NotMeasured(logger, exception);
    }

    private void Flapped(Site site, int untold, FailoverState state) =>
        Log.SiteFlapped(logger, site.Name.Host, untold, state.Sites[site.Index].State.ToString().ToLowerInvariant());

    /// <summary>An attempt that says nothing against its site was turned away by it, or given up by this client.</summary>
    private static string ErrorType(in AttemptOutcome outcome) => outcome.Event switch
    {
        SiteEventKind.Down => "down",
        SiteEventKind.Draining => "draining",
        SiteEventKind.Broken => "broken",
        SiteEventKind.Local => "local",
        _ => outcome.Execution == Execution.Never ? "refused" : "interrupted",
    };

    private static TagList Tags(Site site) => new()
    {
        { TelemetryNames.ServerAddress, site.Name.Host },
        { TelemetryNames.ServerPort, site.Name.Port },
    };
}
