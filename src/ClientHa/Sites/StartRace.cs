using System.Globalization;
using ClientHa.Attempts;
using ClientHa.Core;
using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>
/// A call whose site has no ready connection gets one made. Where none is ready after 250 ms, the next site is connected to as well,
/// and the first that is ready carries the calls. The loser's connecting goes on, and is judged by its own ConnectTimeout. A client that
/// spreads its calls over all sites connects to all of them at once.
/// </summary>
internal sealed class StartRace : IDisposable
{
    private readonly TimeSpan stagger;
    private readonly SiteDirectory directory;
    private readonly SiteProbe probe;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationToken stopped;

    public StartRace(SiteDirectory directory, SiteProbe probe)
    {
        this.directory = directory;
        this.probe = probe;
        stagger = directory.Plan.Policy == SelectionPolicy.RoundRobin ? TimeSpan.Zero : TimeSpan.FromMilliseconds(250);
        stopped = stopping.Token;
    }

    /// <summary>A call waits for a connection of this generation.</summary>
    public void Begin(Site site, SiteGeneration generation)
    {
        if (generation.Connections.TryBeginRace())
            _ = RunAsync(site, generation);
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task RunAsync(Site site, SiteGeneration generation)
    {
        try
        {
            Instant end = directory.Clock.Now + directory.Plan.ConnectTimeout;
            bool isReady = await AnyReadyAsync([generation], stagger).ConfigureAwait(false);
            if (!isReady && !generation.IsRetired && generation.Connections.TrySetLate())
            {
                directory.FoundLate();
                await MoveAsync(site, generation, end).ConfigureAwait(false);
                if (!await AnyReadyAsync([generation], end - directory.Clock.Now).ConfigureAwait(false))
                {
                    // Connecting ends at about the same moment, and tells what each address did.
                    await generation.Connecting.WaitAsync(stopped).ConfigureAwait(false);
                    Judge(site, generation, null);
                }
            }
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            // The client is being disposed.
        }
        finally
        {
            generation.Connections.EndRace();
        }
    }

    /// <summary>Connects to one site more every 250 ms until one is ready, and moves the calls there.</summary>
    private async Task MoveAsync(Site site, SiteGeneration generation, Instant end)
    {
        ulong asked = directory.Aliases(site);
        List<SiteGeneration> racing = [generation];
        List<ulong> bits = [0];
        while (true)
        {
            FailoverState state = directory.State;
            Instant now = directory.Clock.Now;
            Decision next = state.Next(new PickRequest(now) { Tried = asked, Unready = directory.Unready, CallsInFlight = int.MaxValue });
            bool isLast = next.Kind != DecisionKind.Attempt;
            if (!isLast)
            {
                Site other = directory.Sites[next.Site];
                if (other.Present(state.Sites[next.Site].Generation, now) is not { } its)
                    continue;
                asked |= directory.Aliases(other);
                racing.Add(its);
                bits.Add(1UL << other.Index);
                _ = WarmAsync(other, its);
            }
            if (await AnyReadyAsync(racing, isLast ? end - now : stagger).ConfigureAwait(false))
                break;
            if (isLast)
                return;
            if (racing[^1].Connections.TrySetLate())
                directory.FoundLate();
        }
        if (!generation.Connections.IsReady)
            generation.MoveWaiting(racing.Zip(bits).Where(each => each.First.Connections.IsReady).Aggregate(0UL, (all, each) => all | each.Second));
    }

    /// <summary>Has a site make a connection that calls can use.</summary>
    private async Task WarmAsync(Site site, SiteGeneration generation)
    {
        if (generation.Connections.IsReady || !generation.Connections.TryBeginWarming())
            return;
        try
        {
            (string? fault, bool isLocal) = await probe.WarmAsync(site, generation, directory.Shape, stopped).ConfigureAwait(false);
            if (fault is not null && !isLocal)
                Judge(site, generation, fault);
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            // The client is being disposed.
        }
        finally
        {
            generation.Connections.EndWarming();
        }
    }

    /// <summary>The time to connect is over. Whether a call still waits for it says nothing: it may have gone to another site.</summary>
    private void Judge(Site site, SiteGeneration generation, string? fault)
    {
        if (generation.Connections.IsReady || generation.IsRetired)
            return;
        double seconds = directory.Plan.ConnectTimeout.TotalSeconds;
        directory.Record(site, generation, generation.ConnectFault is { } exception
            ? OutcomeClassifier.FromException(exception, generation)
            : new(SiteEventKind.Down, Execution.Never, fault ?? string.Create(CultureInfo.InvariantCulture, $"did not answer within {seconds:0.###} s")));
    }

    /// <summary>Waits until a connection is ready, or that long. True if one was, even if it is lost again: then its calls learn of that by themselves.</summary>
    private async Task<bool> AnyReadyAsync(List<SiteGeneration> racing, TimeSpan limit)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        Task end = Task.Delay(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, directory.Clock.TimeProvider, over.Token);
        Task first = await Task.WhenAny([.. racing.Select(each => each.Connections.WhenReady), end]).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        stopped.ThrowIfCancellationRequested();
        return first != end;
    }
}
