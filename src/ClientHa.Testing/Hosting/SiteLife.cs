using System.Collections.Immutable;
using System.Net;
using ClientHa.Testing.Faults;
using ClientHa.Testing.Network;

namespace ClientHa.Testing.Hosting;

/// <summary>Whether a site runs, stands still or is gone, by the faults that are in force. Its bridges follow.</summary>
internal sealed class SiteLife : IAsyncDisposable
{
    private readonly int number;
    private readonly SiteLinks links;
    private readonly HaClusterOptions options;
    private readonly Place<LifeFault> place;
    private readonly CancellationTokenSource disposing = new();
    private bool isUp;
    private bool isFrozen;

    public SiteLife(int number, ISiteHost host, SiteLinks links, HaClusterOptions options)
    {
        (this.number, Host, this.links, this.options) = (number, host, links, options);
        place = new(ApplyAsync);
    }

    public ISiteHost Host { get; }

    /// <summary>Whether it runs, or stands still.</summary>
    public bool IsUp => Volatile.Read(ref isUp) && !Host.HasEnded;

    /// <summary>The first start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await links.CloseAsync().ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<IHold> AddAsync(LifeFault fault) => place.AddAsync(fault);

    /// <summary>Breaks off what is under way, and kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        await disposing.CancelAsync().ConfigureAwait(false);
        await place.AddAsync(LifeFault.Kill).ConfigureAwait(false);
        await Host.DisposeAsync().ConfigureAwait(false);
        disposing.Dispose();
    }

    private async Task ApplyAsync(ImmutableArray<LifeFault> faults)
    {
        LifeFault worst = faults.DefaultIfEmpty(LifeFault.None).Max();
        if (worst >= LifeFault.Stop)
        {
            await EndAsync(worst).ConfigureAwait(false);
            return;
        }
        await BeginAsync(CancellationToken.None).ConfigureAwait(false);
        await FreezeAsync(worst == LifeFault.Freeze).ConfigureAwait(false);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (isUp)
            return;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            IPEndPoint endPoint = await Host.StartAsync(limit.Token).ConfigureAwait(false);
            await links.OpenAsync(endPoint).ConfigureAwait(false);
            await Host.WaitUntilReadyAsync(limit.Token).ConfigureAwait(false);
            Volatile.Write(ref isUp, true);
        }
        catch (Exception exception)
        {
            IReadOnlyList<string> lines = Host.Process?.Lines ?? [];
            await Host.KillAsync().ConfigureAwait(false);
            await links.CloseAsync().ConfigureAwait(false);
            if (exception is OperationCanceledException && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested && !disposing.IsCancellationRequested)
                throw NotReady(lines, exception);
            throw;
        }
    }

    private async Task EndAsync(LifeFault how)
    {
        if (!isUp)
            return;
        if (how == LifeFault.Stop)
        {
            await FreezeAsync(false).ConfigureAwait(false);
            await StopAsync().ConfigureAwait(false);
        }
        await Host.KillAsync().ConfigureAwait(false);
        await links.CloseAsync().ConfigureAwait(false);
        await links.ThawAsync().ConfigureAwait(false);
        isFrozen = false;
        Volatile.Write(ref isUp, false);
    }

    private async Task StopAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(disposing.Token);
        limit.CancelAfter(options.StopTimeout);
        try
        {
            await Host.StopAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // It is killed, as a service manager would do.
        }
    }

    private async Task FreezeAsync(bool wanted)
    {
        if (wanted == isFrozen)
            return;
        await (wanted ? Host.FreezeAsync() : Host.ThawAsync()).ConfigureAwait(false);
        isFrozen = wanted;
    }

    private TimeoutException NotReady(IReadOnlyList<string> lines, Exception inner) => new(
        $"Site {number}, {Host.Kind}, was not ready after {options.StartTimeout:c} (HaClusterOptions.StartTimeout). Its last lines:"
        + Environment.NewLine + string.Join(Environment.NewLine, lines.TakeLast(20)), inner);
}
