using ClientHa.Core.Replication;
using ClientHa.Server.Documents;
using ClientHa.Server.Draining;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Keeping;
using ClientHa.Server.Log;
using ClientHa.Server.Peers;
using ClientHa.Server.Replication;
using ClientHa.Server.Security;
using ClientHa.Server.Sessions;
using ClientHa.Server.Telemetry;
using ClientHa.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>A site with the embedded store: opens the data, founds or joins, serves, and closes in the reverse order.</summary>
internal sealed class EmbeddedSite(
    ServerPlan plan, ISyncedFiles files, SiteHealth health, HaDrain drain, TimeProvider timeProvider, SiteFault fault,
    SiteInstruments instruments, ServerSecurity security, SiteWarnings warnings, ILoggerFactory loggers)
    : ISite, IReplicaAccess
{
    private readonly ILogger logger = loggers.CreateLogger<EmbeddedSite>();
    private readonly CancellationTokenSource stopping = new();
    private SiteData? data;
    private SitePeers? peers;
    private SiteSessions? sessions;
    private ResetStates? resets;
    private volatile bool isUnfit;
    private Task running = Task.CompletedTask;
    private Task keeping = Task.CompletedTask;

    public DocumentLimits Limits { get; } = new(plan.MaxKeyBytes, plan.MaxValueBytes);

    public ReplicaRules Rules => ReplicaRules.Default;

    public IReplicaStore Store => (data ?? throw NotYet()).Store;

    public WatchCounts Watches { get; } = new();

    public ResetStates Resets => resets ?? throw NotYet();

    public SiteSessions Sessions => sessions ?? throw NotYet();

    public CancellationToken Draining => drain.Draining;

    public SiteData? Data => data;

    public SitePeers? Peers => peers;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        new DocumentsService(this).Map(endpoints);
        new SitesService(
            endpoints.ServiceProvider.GetRequiredService<SiteStatus>(), new BackupHandler(() => data), new Retirement(plan, this),
            endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>()).Map(endpoints);
        new ReplicationService(() => peers?.Host, loggers.CreateLogger<ReplicationService>(), stopping.Token).Map(endpoints);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        health.Set(HealthState.Starting("reads its data directory"));
        data = await Task.Run(() => SiteData.Open(plan, files, timeProvider, logger), cancellationToken).ConfigureAwait(false);
        peers = new SitePeers(plan, data, security.Tls, RolledBack, CannotReturn, Unfit, timeProvider, loggers);
        PeerTable table = peers.Host.Table;
        sessions = new(data.Loop.Replica, data.Store, peers.Confirmations, plan.Sessions, () => table.HasLinks, data.Loop.IsRetired, timeProvider);
        resets = new(this);
        (data.Loop.Synced, data.Loop.Over) = (instruments.Synced, Unfit);
        data.Loop.Start();
        running = RunAsync(data, peers);
        keeping = Task.WhenAll(
            new SnapshotKeeper(data, plan.Store, warnings, timeProvider, logger).RunAsync(stopping.Token),
            new ClockWatch(data, peers, timeProvider, logger).RunAsync(stopping.Token));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
        if (data is not null)
            await data.Loop.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        data?.Dispose();
        resets?.Dispose();
        (peers, data) = (null, null);
        stopping.Dispose();
    }

    public ReplicaLoop Open() => !isUnfit && health.TakesCalls && data is { } open ? open.Loop : throw NotYet();

    public async Task<ReplicaReply.Written> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ReplicaLoop loop = Open();
        ThrowIfTooNew(request.Kind);
        if (Store.IsFull)
        {
            // Any input makes the writer look for room again.
            await loop.AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, request.Key), cancellationToken).ConfigureAwait(false);
            if (Store.IsFull)
                throw Elsewhere.Refusal(Elsewhere.ReadOnly, $"This site takes no writes ({Store.FullReason}): it reads, and writes nothing until that is over.");
        }
        return await EarlyWrite.WriteAsync(loop, request, timeProvider, Draining, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>While a peer couldn't read an operation, none such is accepted: it would be cut off from all that comes after.</summary>
    public void ThrowIfTooNew(OperationKind kind)
    {
        if (peers?.Host.Table.SiteTooOldFor(kind) is { } old)
        {
            throw new WireException(
                WireStatusCode.FailedPrecondition,
                $"Site {old} runs an older version of the program, which does not know operations of kind {kind}: upgrade site {old} first.");
        }
    }

    public OperationId NewId() => RandomIds.Operation();

    private async Task RunAsync(SiteData open, SitePeers links)
    {
        Task dialling = links.RunAsync(stopping.Token);
        try
        {
            Task serving = new SiteStartup(plan, open, links, health, timeProvider).RunAsync(stopping.Token);

            // A host that fails in its start disposes of the site without a drain.
            using CancellationTokenSource closing = CancellationTokenSource.CreateLinkedTokenSource(drain.Closing, stopping.Token);
            Task ended = Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, closing.Token);
            Task first = await Task.WhenAny(open.Loop.Failed, ended, serving).ConfigureAwait(false);
            if (first == serving && !serving.IsFaulted)
                await Task.WhenAny(open.Loop.Failed, ended).ConfigureAwait(false);
            // Not "if it was first": what fails because of it may be.
            if (open.Loop.Failed.IsCompleted)
                Fail(await open.Loop.Failed.ConfigureAwait(false));
            else if (serving.IsFaulted)
                fault.Report($"Site {plan.Site} cannot write down in {plan.DataDirectory} which cluster it belongs to, and as which life: {serving.Exception.InnerException!.Message}");
            else if (drain.Closing.IsCancellationRequested)
                await links.FlushAsync().ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
            await serving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or UnauthorizedAccessException or WireException)
        {
            // Told above, if it is to be told.
        }
        await dialling.ConfigureAwait(false);
    }

    private void RolledBack(string reason, ulong sequence)
    {
        if (isUnfit || data is not { } open)
            return;
        if (open.Returning is not null)
        {
            CannotReturn("it was rolled back again before it had come back");
            return;
        }
        isUnfit = true;
        try
        {
            open.BeginNewLife(sequence);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Unfit($"{reason}; that it comes back as a new life could not be written down ({exception.Message}): see to the disk, and start it again");
            return;
        }
        Unfit($"{reason}; started again, it comes back as a new life if it was not written to since");
    }

    private void CannotReturn(string why) => Unfit(
        $"this site's disk was rolled back, and {why}: keep what it holds with clientha backup --data if it may be needed, and start this site with an empty directory");

    /// <summary>
    /// Its disk was rolled back: serving would accept writes under numbers that were given before, which nobody can tell apart. Or this
    /// life was retired: no site would take what it accepts.
    /// </summary>
    private void Unfit(string reason)
    {
        isUnfit = true;
        health.Set(HealthState.Starting(reason));
        fault.Report($"Site {plan.Site} stops: {reason}.");
    }

    private void Fail(Exception exception)
    {
        health.Set(HealthState.Starting("its log cannot be written any more; it stops"));
        fault.Report($"The log of {plan.DataDirectory} cannot be written any more: {exception.Message} Nothing that was acknowledged is lost; see to the disk and start the site again.");
    }

    private WireException NotYet() => Elsewhere.Refusal(Elsewhere.Starting, $"Site {plan.Site} doesn't serve yet ({health.Current}).");
}
