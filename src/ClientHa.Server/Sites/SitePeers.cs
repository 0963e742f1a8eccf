using ClientHa.Core.Replication;
using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.Server.Security;
using ClientHa.Server.Sessions;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Sites;

/// <summary>The peers that this site was told of, and those that come by themselves.</summary>
internal sealed class SitePeers
{
    private static readonly TimeSpan flushLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan flushPause = TimeSpan.FromMilliseconds(10);

    public SitePeers(
        ServerPlan plan, SiteData data, ServerTls? tls, Action<string, ulong> rolledBack, Action<string> cannotReturn, Action<string> retired,
        TimeProvider timeProvider, ILoggerFactory loggers)
    {
        Confirmations = new(data.Loop.Replica);
        Host = new PeerHost(
            plan.Site, data.Loop, data.Store, data.Membership, new PeerTable(timeProvider), new PeerLimits(plan.MaxKeyBytes, plan.MaxValueBytes) { MaxStateBytes = plan.Limits.MaxStateBytes },
            plan.HeartbeatInterval, timeProvider)
        {
            RolledBack = rolledBack,
            Heard = Confirmations.Heard,
            Retired = retired,
            Tls = plan.Security.Tls?.PeerCaFile is null ? null : tls,
            IsReturning = () => data.Returning is not null,
            CannotReturn = cannotReturn,
            AcceptsClock = plan.AcceptClock,
        };
        ILogger logger = loggers.CreateLogger<PeerDialer>();
        Dialers = [.. plan.Peers.Select(peer => new PeerDialer(peer.Host.Contains(':') ? $"[{peer.Host}]:{peer.Port}" : $"{peer.Host}:{peer.Port}", Host, logger))];
        foreach (PeerDialer dialer in Dialers)
            Host.Table.StatusOf(dialer.Address);
    }

    public PeerHost Host { get; }

    public PeerConfirmations Confirmations { get; }

    public IReadOnlyList<PeerDialer> Dialers { get; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Dialers.Select(dialer => dialer.RunAsync(cancellationToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public IEnumerable<PeerReport> Report() =>
        Host.Table.Statuses.Select(status => status.Report(Host.Store.DurableVector, Host.HeartbeatInterval, Host.Loop.Roster));

    /// <summary>Waits until connected peers have what was written here, but not for long: what they lack they get when this site is back.</summary>
    public async Task FlushAsync()
    {
        long started = Host.TimeProvider.GetTimestamp();
        while (Report().Any(peer => peer is { State: LinkState.Good or LinkState.CatchingUp, Pending: > 0 })
            && Host.TimeProvider.GetElapsedTime(started) < flushLimit)
        {
            await Task.Delay(flushPause, Host.TimeProvider).ConfigureAwait(false);
        }
    }
}
