using System.Collections.Immutable;
using System.Net;
using ClientHa.Core;
using ClientHa.Core.Failover;
using ClientHa.Resolving;

namespace ClientHa.Sites;

/// <summary>What goes on in the background: look-ups, probes and the panic race, when the state says that they are due.</summary>
internal sealed class SiteKeeper : IDisposable
{
    /// <summary>How often names are looked up while nothing happens.</summary>
    private static readonly TimeSpan ResolveInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RaceStagger = TimeSpan.FromMilliseconds(250);

    private readonly SiteDirectory directory;
    private readonly SiteProbe probe;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationToken stopped;
    private readonly ITimer wake;
    private readonly ITimer resolve;

    public SiteKeeper(SiteDirectory directory, SiteProbe probe)
    {
        this.directory = directory;
        this.probe = probe;
        stopped = stopping.Token;
        TimeProvider timeProvider = directory.Clock.TimeProvider;
        wake = timeProvider.CreateTimer(
            static state => ((SiteKeeper)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        resolve = timeProvider.CreateTimer(
            static state => ((SiteKeeper)state!).ResolveAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        ResolveAll();
        resolve.Change(ResolveInterval, ResolveInterval);
    }

    /// <summary>Sets the alarm for what the state wants next.</summary>
    public void Arm()
    {
        if (stopped.IsCancellationRequested)
            return;
        Instant next = directory.State.NextWake(directory.AnyCallWaits);
        if (next == Instant.Never)
        {
            wake.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }
        TimeSpan wait = next - directory.Clock.Now;
        wake.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Resolve(Site site) => _ = ResolveAsync(site);

    public void Dispose()
    {
        stopping.Cancel();
        wake.Dispose();
        resolve.Dispose();
        stopping.Dispose();
    }

    private void ResolveAll()
    {
        foreach (Site site in directory.Sites)
            Resolve(site);
    }

    private async Task ResolveAsync(Site site)
    {
        try
        {
            ImmutableArray<IPEndPoint> endpoints = await site.Addresses.RefreshAsync().WaitAsync(stopped).ConfigureAwait(false);
            if (site.Addresses.Key is { } key)
            {
                directory.Change((state, now) => state.Record(
                    new(SiteEventKind.Resolved, site.Index, state.Sites[site.Index].Generation) { EndpointKey = key }, now));
            }
            directory.Telemetry.Resolved(site, endpoints);
        }
        catch (NameResolutionException exception)
        {
            directory.Telemetry.NotResolved(site, exception);
        }
        catch (OperationCanceledException)
        {
            // The client is being disposed.
        }
    }

    private void Wake()
    {
        if (stopped.IsCancellationRequested)
            return;
        directory.Change(static (state, now) => state.Advance(now));
        FailoverState state = directory.State;
        Instant now = directory.Clock.Now;
        if (state.IsPanic)
        {
            if (state.NextWake(directory.AnyCallWaits) <= now && directory.Change(static (each, at) => each.RaceStarted(at)))
                _ = RaceAsync();
        }
        else
        {
            foreach (Site site in directory.Sites)
            {
                if (state.IsProbeDue(site.Index, now))
                    _ = ProbeAsync(site, state.Sites[site.Index], stopped);
            }
        }
        Arm();
    }

    private async Task<bool> ProbeAsync(Site site, SiteHealth health, CancellationToken cancellationToken)
    {
        directory.Record(new SiteEvent(SiteEventKind.ProbeStarted, site.Index, health.Generation));
        bool isUrgent = health.IsSuspected || directory.State.IsPanic;
        try
        {
            string? fault = await probe.RunAsync(site, isUrgent, directory.Shape, cancellationToken).ConfigureAwait(false);
            if (fault is null)
                site.Vouch(directory.Clock.Now);
            directory.Telemetry.Probed(site, fault);
            directory.Record(new SiteEvent(
                fault is null ? SiteEventKind.ProbeSucceeded : SiteEventKind.ProbeFailed, site.Index, health.Generation)
            { Reason = fault });
            return fault is null;
        }
        catch (OperationCanceledException)
        {
            // A race was won by another site, or the client is being disposed.
            return false;
        }
    }

    /// <summary>One round over all distinct endpoints. It ends with the first that answers, or when all have failed.</summary>
    private async Task RaceAsync()
    {
        using CancellationTokenSource race = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        FailoverState state = directory.State;
        List<Task<bool>> running = [];
        foreach (int index in state.RaceOrder())
        {
            running.Add(ProbeAsync(directory.Sites[index], state.Sites[index], race.Token));
            if (await AnyGoodAsync(running, RaceStagger).ConfigureAwait(false))
                break;
        }
        await AnyGoodAsync(running, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await race.CancelAsync().ConfigureAwait(false);
        directory.Change(static (each, now) => each.RaceEnded(now));
    }

    /// <summary>Waits until one is good, all have failed, or that long.</summary>
    private async Task<bool> AnyGoodAsync(List<Task<bool>> running, TimeSpan limit)
    {
        Task stagger = Task.Delay(limit, directory.Clock.TimeProvider, stopped);
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
