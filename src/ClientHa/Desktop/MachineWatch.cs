using System.Globalization;
using System.Net;
using ClientHa.Core.Failover;
using ClientHa.Sites;

namespace ClientHa.Desktop;

/// <summary>
/// Notices for one client that its machine slept or that its network changed, and has the sites asked again then. Looked at by a timer,
/// and at the beginning of each call: a laptop may wake with a call, long before the timer's turn.
/// </summary>
internal sealed class MachineWatch : IDisposable
{
    private readonly SiteDirectory directory;
    private readonly NetworkWatch network;
    private readonly Action<bool> networkChanged;
    private readonly ITimer timer;
    private volatile Look? last;
    private volatile bool isDisposed;

    public MachineWatch(SiteDirectory directory, NetworkWatch network)
    {
        this.directory = directory;
        this.network = network;
        networkChanged = NetworkChanged;
        timer = directory.Clock.TimeProvider.CreateTimer(
            static state => ((MachineWatch)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        last = new(Clocks());
        timer.Change(Wakefulness.Interval, Wakefulness.Interval);
        _ = ListenAsync();
    }

    /// <summary>Says so if the machine has slept since the last look. Costs two readings of clocks where it has not.</summary>
    public void LookForSleep()
    {
        // While the first call is about to start this one, another may look already.
        if (last is not { } before)
            return;
        Wakefulness now = Clocks();
        TimeSpan slept = before.Clocks.SleptUntil(now);
        if (slept > TimeSpan.Zero && Interlocked.CompareExchange(ref last, new(now), before) == before)
        {
            directory.NetworkChanged(
                "was connected to before this machine slept",
                string.Create(CultureInfo.InvariantCulture, $"This machine slept for {slept.TotalSeconds:0} s"));
        }
    }

    public void Dispose()
    {
        isDisposed = true;
        timer.Dispose();
        network.Remove(networkChanged);
    }

    private void Tick()
    {
        LookForSleep();
        last = new(Clocks());
    }

    /// <summary>Listing the interfaces takes a while: the first call does not wait for it.</summary>
    private async Task ListenAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        network.Add(networkChanged);
        if (isDisposed)
            network.Remove(networkChanged);
    }

    private void NetworkChanged(bool isAnyLeft)
    {
        // Sites on this very machine are reached over no network.
        if (directory.Sites.All(static site => site.Addresses.LastGood is { IsEmpty: false } known && known.All(static each => IPAddress.IsLoopback(each.Address))))
            return;
        directory.NetworkChanged(
            "was connected to before the network changed",
            isAnyLeft ? "This machine's network has changed" : "This machine has no network any more");
    }

    private Wakefulness Clocks() => new(directory.Clock.Now, directory.Clock.TimeProvider.GetUtcNow().Ticks);

    private sealed record Look(Wakefulness Clocks);
}
