using System.Net;
using ClientHa.Testing.Clocks;
using ClientHa.Testing.Disk;
using ClientHa.Testing.Faults;
using ClientHa.Testing.Hosting;
using ClientHa.Testing.Network;

namespace ClientHa.Testing;

/// <summary>
/// One site of a cluster, and what can be done to it. A verb ends when it has taken effect; what it returns undoes it. Safe for use
/// by many threads; kills, stops, restarts, freezes and thaws of one site happen one after the other.
/// </summary>
public sealed class HaSite
{
    private readonly HaSitePlace place;
    private readonly SiteLife life;
    private readonly FaultyBridge entrance;
    private readonly Place<DiskFaults> disk;
    private readonly Place<ClockFaults> clock;
    private readonly FaultLedger ledger;

    internal HaSite(HaSitePlace place, SiteLife life, FaultyBridge entrance, FaultLedger ledger)
    {
        (this.place, this.life, this.entrance, this.ledger) = (place, life, entrance, ledger);
        disk = new(faults => ((IFaultyDiskHost)life.Host).SetDiskAsync(DiskFaults.Combine(faults)));
        clock = new(faults => ((IFaultyClockHost)life.Host).SetClockAsync(ClockFaults.Combine(faults)));
    }

    /// <summary>The site's number: 0, 1, 2 …</summary>
    public int Number => place.Number;

    /// <summary>The name by which clients know the site: <c>0.ha.test</c>.</summary>
    public string Name => place.Name;

    /// <summary>Where clients connect: a bridge of the cluster, at which the faults of the network happen.</summary>
    public IPEndPoint EndPoint => entrance.EndPoint;

    /// <summary>A directory for the site's own files, which is the same over all its starts and goes with the cluster.</summary>
    public string Directory => place.Directory;

    /// <summary>Whether the site runs: it has not been killed or stopped, nor has it ended by itself. A frozen one runs.</summary>
    public bool IsRunning => life.IsUp;

    /// <summary>The services of an application in process, another set after each start.</summary>
    /// <exception cref="InvalidOperationException">It does not run, or is a process.</exception>
    public IServiceProvider Services => (life.IsUp ? life.Host.Services : null)
        ?? throw new InvalidOperationException($"Site {Number} has no services: it is {life.Host.Kind} and {(life.IsUp ? "runs elsewhere" : "does not run")}.");

    /// <summary>The id of the site's process, another one after each start; null where it runs in process.</summary>
    public int? ProcessId => life.Host.Process?.Id;

    /// <summary>The last lines that the site's process has written since its last start; empty where it runs in process.</summary>
    public IReadOnlyList<string> Lines => life.Host.Process?.Lines ?? [];

    /// <summary>Waits for a line that the site's process writes, or has written since its last start.</summary>
    /// <param name="predicate">What the line must be like.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line.</returns>
    /// <exception cref="NotSupportedException">The site runs in process.</exception>
    /// <exception cref="InvalidOperationException">The output ended without such a line; the message shows its end.</exception>
    public Task<string> WaitForLineAsync(Func<string, bool> predicate, CancellationToken cancellationToken = default) =>
        (life.Host.Process ?? throw NotSupported(nameof(WaitForLineAsync), "run the sites as processes")).WaitForLineAsync(predicate, cancellationToken);

    /// <summary>
    /// Ends the site without a farewell: SIGKILL, or in process all connections are reset and refused, and then the application is
    /// disposed of, without having been stopped. Healing starts it again, with the same directory, and waits until it is ready.
    /// </summary>
    public Task<HaFault> KillAsync() => OrderAsync(HaFaultKind.Kill, "killed", () => life.AddAsync(LifeFault.Kill));

    /// <summary>
    /// Asks the site to stop, as SIGTERM does, and waits until it has; one that takes longer than
    /// <see cref="HaClusterOptions.StopTimeout"/> is killed. Healing starts it again.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The site is a process on Windows.</exception>
    public Task<HaFault> StopAsync() => OrderAsync(HaFaultKind.Stop, "stopped", () => life.AddAsync(LifeFault.Stop));

    /// <summary>
    /// Kills the site if it runs, starts it again, and waits until it is ready. That heals whatever has killed or stopped it before.
    /// For a restart without a kill, heal a stop.
    /// </summary>
    public async Task RestartAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await ledger.HealAsync(fault => fault.Site == Number && fault.Kind is HaFaultKind.Kill or HaFaultKind.Stop).ConfigureAwait(false);
    }

    /// <summary>
    /// Lets the site stand still: its connections stay open, its kernel takes new ones, and nobody answers. A process gets SIGSTOP;
    /// in process the bridges hold all bytes, while the application itself goes on behind them.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The site is a process on Windows.</exception>
    public Task<HaFault> FreezeAsync() => OrderAsync(HaFaultKind.Freeze, "frozen", () => life.AddAsync(LifeFault.Freeze));

    /// <summary>Lets the site go on: heals all its freezes.</summary>
    public Task ThawAsync() => ledger.HealAsync(fault => fault.Site == Number && fault.Kind == HaFaultKind.Freeze);

    /// <summary>
    /// Lets packets between clients and the site vanish. Connections stay open in silence; new ones get no answer where both ways
    /// are meant. What TCP would send again arrives after healing. Other sites still see it: see <see cref="HaCluster.IsolateAsync"/>.
    /// </summary>
    /// <param name="direction">Which way.</param>
    public Task<HaFault> BlackholeAsync(HaDirection direction = HaDirection.Both) =>
        HarmFlowAsync(HaFaultKind.Blackhole, "black hole", direction, new() { Blackhole = true });

    /// <summary>Cuts all connections of clients to the site by a reset. New ones are taken.</summary>
    public async Task ResetAsync()
    {
        HaFault fault = await OrderAsync(HaFaultKind.Reset, "connections reset", () =>
        {
            entrance.Reset();
            return entrance.AddAsync(BridgeFaults.Nothing);
        }).ConfigureAwait(false);
        await fault.HealAsync().ConfigureAwait(false);
    }

    /// <summary>Refuses new connections of clients to the site, as when nobody listens. Open ones stay.</summary>
    public Task<HaFault> RefuseAsync() => HarmAsync(HaFaultKind.Refuse, "connects refused", new() { Refuse = true });

    /// <summary>Lets bytes between clients and the site take their time.</summary>
    /// <param name="delay">How long they are under way. Several delays add up.</param>
    /// <param name="direction">Which way.</param>
    public Task<HaFault> DelayAsync(TimeSpan delay, HaDirection direction = HaDirection.Both)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return HarmFlowAsync(HaFaultKind.Delay, $"delay of {delay:c}", direction, new() { Delay = delay });
    }

    /// <summary>Makes each connection between clients and the site slow.</summary>
    /// <param name="bytesPerSecond">What it carries at most. At least 1.</param>
    /// <param name="direction">Which way.</param>
    public Task<HaFault> ThrottleAsync(long bytesPerSecond, HaDirection direction = HaDirection.Both)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        return HarmFlowAsync(HaFaultKind.Throttle, $"throttled to {bytesPerSecond} bytes/s", direction, new() { BytesPerSecond = bytesPerSecond });
    }

    /// <summary>Resets each connection between a client and the site after some bytes, which are counted from now on.</summary>
    /// <param name="bytes">How many. At least 0.</param>
    /// <param name="direction">Which way they are counted.</param>
    public Task<HaFault> CutAfterBytesAsync(long bytes, HaDirection direction = HaDirection.FromSite)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return HarmFlowAsync(HaFaultKind.CutAfterBytes, $"cut after {bytes} bytes", direction, new() { CutAfterBytes = bytes });
    }

    /// <summary>Makes the site's disk slow. Several add up.</summary>
    /// <param name="syncDelay">What each sync takes longer.</param>
    /// <exception cref="NotSupportedException">It is not a site of our server.</exception>
    public Task<HaFault> SlowDiskAsync(TimeSpan syncDelay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(syncDelay, TimeSpan.Zero);
        return HarmDiskAsync(HaFaultKind.SlowDisk, $"each sync of its disk takes {syncDelay:c} longer", new() { SyncDelay = syncDelay });
    }

    /// <summary>Takes all room from the site's disk, also what was set aside.</summary>
    /// <exception cref="NotSupportedException">It is not a site of our server.</exception>
    public Task<HaFault> FullDiskAsync() => HarmDiskAsync(HaFaultKind.FullDisk, "its disk is full", new() { IsFull = true });

    /// <summary>Makes the site's disk one that cannot be written, as a system does after an error.</summary>
    /// <exception cref="NotSupportedException">It is not a site of our server.</exception>
    public Task<HaFault> ReadOnlyDiskAsync() => HarmDiskAsync(HaFaultKind.ReadOnlyDisk, "its disk is read-only", new() { IsReadOnly = true });

    /// <summary>
    /// Sets the site's clock wrong; what measures elapsed time goes on as it should. An application in process sees it where it takes
    /// its <see cref="TimeProvider"/> from its services.
    /// </summary>
    /// <param name="skew">How far it is ahead; behind if negative. Several add up.</param>
    /// <exception cref="NotSupportedException">It is a command line.</exception>
    public Task<HaFault> SkewClockAsync(TimeSpan skew)
    {
        if (life.Host is not IFaultyClockHost)
            throw NotSupported(nameof(SkewClockAsync), "give its program another clock yourself, or run the application in process");
        return OrderAsync(HaFaultKind.SkewClock, $"its clock is off by {skew:c}", () => clock.AddAsync(new() { Skew = skew }));
    }

    /// <summary>Heals all faults of this site.</summary>
    public Task HealAsync() => ledger.HealAsync(fault => fault.Site == Number);

    /// <summary>"site 0 (0.ha.test)".</summary>
    public override string ToString() => $"site {Number} ({Name})";

    private Task<HaFault> HarmDiskAsync(HaFaultKind kind, string what, DiskFaults faults)
    {
        if (life.Host is not IFaultyDiskHost)
            throw NotSupported($"{kind}Async", "only sites of our server write through a disk that can be made faulty, so use those");
        return OrderAsync(kind, what, () => disk.AddAsync(faults));
    }

    private Task<HaFault> HarmFlowAsync(HaFaultKind kind, string what, HaDirection direction, FlowFaults flow) => HarmAsync(
        kind,
        direction switch { HaDirection.ToSite => $"{what} towards it", HaDirection.FromSite => $"{what} from it", _ => what },
        new()
        {
            Forth = direction is HaDirection.FromSite ? FlowFaults.Nothing : flow,
            Back = direction is HaDirection.ToSite ? FlowFaults.Nothing : flow,
        });

    private Task<HaFault> HarmAsync(HaFaultKind kind, string what, BridgeFaults faults) => OrderAsync(kind, what, () => entrance.AddAsync(faults));

    private Task<HaFault> OrderAsync(HaFaultKind kind, string what, params Func<Task<IHold>>[] parts) =>
        ledger.OrderAsync(kind, Number, $"site {Number}: {what}", parts);

    private NotSupportedException NotSupported(string verb, string remedy) =>
        new($"{verb} cannot be done to site {Number}, which is {life.Host.Kind}: {remedy}.");
}
