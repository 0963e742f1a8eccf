using System.Collections.Immutable;
using System.Net;
using System.Security.Authentication;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Resolving;

namespace ClientHa.Sites;

/// <summary>What goes on in the background: look-ups, probes and the panic race, when the state says that they are due.</summary>
internal sealed class SiteKeeper : IDisposable
{
    /// <summary>How often names are looked up and files read while nothing happens.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RaceStagger = TimeSpan.FromMilliseconds(250);

    private readonly SiteDirectory directory;
    private readonly SiteHandlerFactory handlers;
    private readonly SiteProbe probe;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationToken stopped;
    private readonly object alarm = new();
    private readonly ITimer wake;
    private readonly ITimer refresh;

    public SiteKeeper(SiteDirectory directory, SiteHandlerFactory handlers, SiteProbe probe)
    {
        this.directory = directory;
        this.handlers = handlers;
        this.probe = probe;
        stopped = stopping.Token;
        TimeProvider timeProvider = directory.Clock.TimeProvider;
        wake = timeProvider.CreateTimer(
            static state => ((SiteKeeper)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        refresh = timeProvider.CreateTimer(
            static state => ((SiteKeeper)state!).Refresh(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        ResolveAll();
        refresh.Change(RefreshInterval, RefreshInterval);
    }

    /// <summary>
    /// Sets the alarm for what the state wants next. The look at the state and the setting are one step, or who looked first could set
    /// it last, to what was wanted before: and nobody would ever wake.
    /// </summary>
    public void Arm()
    {
        lock (alarm)
        {
            if (stopped.IsCancellationRequested)
                return;
            Instant next = directory.State.NextWake(directory.AnyCallWaits);
            TimeSpan wait = next - directory.Clock.Now;
            wake.Change(
                next == Instant.Never ? Timeout.InfiniteTimeSpan : wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Something has happened to the site: its name may lead elsewhere, and there may be others.</summary>
    public void Resolve(Site site)
    {
        directory.Addresses.Seek();
        _ = ResolveAsync(site);
    }

    /// <summary>Looks all names up again, in the background and in parallel.</summary>
    public void ResolveAll()
    {
        directory.Addresses.Seek();
        foreach (Site site in directory.Sites)
            _ = ResolveAsync(site);
    }

    public void Dispose()
    {
        stopping.Cancel();
        wake.Dispose();
        refresh.Dispose();
        stopping.Dispose();
    }

    private void Refresh()
    {
        if (stopped.IsCancellationRequested)
            return;
        directory.Telemetry.Settle(directory);
        ReloadTls();
        ResolveAll();
    }

    private void ReloadTls()
    {
        try
        {
            if (!handlers.ReloadTls())
                return;
            if (!directory.IsRetiring)
                directory.Telemetry.TlsReloaded();
            foreach (Site site in directory.Sites)
                directory.Record(new SiteEvent(SiteEventKind.Renewed, site.Index, 0));
        }
        catch (AuthenticationException exception)
        {
            if (!directory.IsRetiring)
                directory.Telemetry.TlsNotReloaded(exception);
        }
    }

    private async Task ResolveAsync(Site site)
    {
        try
        {
            ImmutableArray<IPEndPoint> endpoints = await site.Addresses.RefreshAsync().WaitAsync(stopped).ConfigureAwait(false);
            RecordKey(site);
            directory.Telemetry.Resolved(site, endpoints);
        }
        catch (NameResolutionException exception)
        {
            RecordKey(site);
            directory.Telemetry.NotResolved(site, exception);
        }
        catch (OperationCanceledException)
        {
            // The client is being disposed.
        }
    }

    /// <summary>What is known of an earlier run tells aliases from others too.</summary>
    private void RecordKey(Site site)
    {
        if (site.Addresses.Key is { } key)
        {
            directory.Change((state, now) => state.Record(
                new(SiteEventKind.Resolved, site.Index, state.Sites[site.Index].Generation) { EndpointKey = key }, now));
        }
    }

    private void Wake()
    {
        if (stopped.IsCancellationRequested)
            return;
        directory.Change(static (state, now) => state.Advance(now));

        // Alarms may overlap: only the one whose look at the state and change of it were one step carries out what is due.
        bool callsWait = directory.AnyCallWaits;
        if (directory.Change((state, now) => state.IsPanic && state.NextWake(callsWait) <= now ? state.RaceStarted(now) : state))
            _ = RaceAsync();
        foreach (Site site in directory.Sites)
        {
            SiteHealth? asked = null;
            if (directory.Change((state, now) => state.IsProbeDue(site.Index, now) ? ProbeStarted(state, site, now, out asked) : state))
                _ = ProbeAsync(site, asked!);
        }
        Arm();
    }

    private static FailoverState ProbeStarted(FailoverState state, Site site, Instant now, out SiteHealth asked)
    {
        asked = state.Sites[site.Index];
        return state.Record(new SiteEvent(SiteEventKind.ProbeStarted, site.Index, asked.Generation), now);
    }

    private async Task<bool> ProbeAsync(Site site, SiteHealth asked)
    {
        bool isUrgent = asked.IsProbeUrgent || directory.State.IsPanic;
        try
        {
            (string? fault, bool isLocal) = await probe.RunAsync(site, isUrgent, directory.Shape, stopped).ConfigureAwait(false);
            if (fault is null)
                site.Vouch(directory.Clock.Now);
            directory.Record(new SiteEvent(
                fault is null ? SiteEventKind.ProbeSucceeded : SiteEventKind.ProbeFailed, site.Index, asked.Generation)
            { Reason = fault, IsLocal = isLocal });
            directory.Telemetry.Probed(site, fault);
            return fault is null;
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            // The client is being disposed.
            return false;
        }
    }

    /// <summary>One round over all distinct endpoints. It ends with the first that answers, or when all have failed.</summary>
    private async Task RaceAsync()
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        List<Task<bool>> running = [];
        try
        {
            foreach (int index in directory.State.RaceOrder())
            {
                SiteHealth? asked = null;
                directory.Change((state, now) => ProbeStarted(state, directory.Sites[index], now, out asked));
                running.Add(ProbeAsync(directory.Sites[index], asked!));
                if (await AnyGoodAsync(running, RaceStagger, over.Token).ConfigureAwait(false))
                    break;
            }
            await AnyGoodAsync(running, Timeout.InfiniteTimeSpan, over.Token).ConfigureAwait(false);
        }
        finally
        {
            // Who lost is asked to the end: what it says counts as that of any probe, and only its end lets the next one begin.
            await over.CancelAsync().ConfigureAwait(false);
            directory.Change(static (each, now) => each.RaceEnded(now));
        }
    }

    /// <summary>Waits until one is good, all have failed, or that long.</summary>
    private async Task<bool> AnyGoodAsync(List<Task<bool>> running, TimeSpan limit, CancellationToken cancellationToken)
    {
        Task stagger = Task.Delay(limit, directory.Clock.TimeProvider, cancellationToken);
        List<Task<bool>> open = [.. running];
        while (open.Count > 0)
        {
            Task first = await Task.WhenAny([.. open, stagger]).ConfigureAwait(false);
            if (first is not Task<bool> ended)
                return false;
            if (await ended.ConfigureAwait(false))
                return true;
            open.Remove(ended);
        }
        return false;
    }
}
