namespace ClientHa.Desktop;

/// <summary>
/// Tells clients when this machine is reached by other addresses than before: Wi-Fi to a VPN, a cable that was pulled. One subscription
/// to the system for all clients of the process, while there is one. Clients are held weakly: one that is forgotten without being
/// disposed of does not live on for it.
/// </summary>
internal sealed class NetworkWatch(INetwork network, TimeProvider timeProvider)
{
    /// <summary>A change comes in many steps. The last one counts, and a network that never rests is looked at now and then all the same.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    private readonly object gate = new();
    private readonly List<WeakReference<Action<bool>>> listeners = [];
    private ITimer? rest;
    private long restlessSince;
    private bool isRestless;
    private string? addresses;

    /// <summary>That of this process.</summary>
    public static NetworkWatch Shared { get; } = new(new SystemNetwork(), TimeProvider.System);

    /// <summary>From now on the listener is told of changes: whether there is a network. Whoever listens keeps the delegate.</summary>
    public void Add(Action<bool> listener)
    {
        lock (gate)
        {
            listeners.Add(new(listener));
            if (rest is not null)
                return;
            rest = timeProvider.CreateTimer(static state => ((NetworkWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            network.Subscribe(Stir);
            addresses = network.Addresses();
        }
    }

    public void Remove(Action<bool> listener)
    {
        lock (gate)
        {
            listeners.RemoveAll(each => !each.TryGetTarget(out Action<bool>? target) || target == listener);
            EndIfUnheard();
        }
    }

    /// <summary>Something moved: is it more than noise? Asked when it has come to rest.</summary>
    private void Stir()
    {
        lock (gate)
        {
            if (!isRestless)
                restlessSince = timeProvider.GetTimestamp();
            isRestless = true;
            TimeSpan left = LongestRest - timeProvider.GetElapsedTime(restlessSince);
            rest?.Change(left < Rest ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : Rest, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        List<Action<bool>> told = [];
        string now = network.Addresses();
        lock (gate)
        {
            isRestless = false;
            if (rest is null || now == addresses)
                return;
            addresses = now;
            foreach (WeakReference<Action<bool>> each in listeners)
            {
                if (each.TryGetTarget(out Action<bool>? listener))
                    told.Add(listener);
            }
            EndIfUnheard();
        }
        foreach (Action<bool> listener in told)
            listener(now.Length > 0);
    }

    private void EndIfUnheard()
    {
        if (rest is null || listeners.Exists(static each => each.TryGetTarget(out _)))
            return;
        network.Unsubscribe(Stir);
        rest.Dispose();
        (rest, isRestless) = (null, false);
        listeners.Clear();
    }
}
