using ClientHa.Attempts;

namespace ClientHa.Sites;

/// <summary>
/// The open connections of a generation, and whether it is ready: whether a byte has come on one of them. That a connection was
/// accepted is no sign of life, since a frozen process accepts connections; but a server of HTTP/2 or TLS speaks soon by itself.
/// </summary>
internal sealed class SiteConnections
{
    private readonly object gate = new();
    private readonly HashSet<CountingStream> open = [];
    private TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? moved;
    private volatile bool isReady;
    private volatile bool isLate;
    private int movers;
    private int handovers;
    private int isRacing;
    private int isWarming;

    public bool IsReady => isReady;

    /// <summary>The site was not ready in time: as long as that is so, new calls prefer another. Ends with the first byte.</summary>
    public bool IsLate => isLate;

    /// <summary>Ends when a byte comes.</summary>
    public Task WhenReady
    {
        get
        {
            lock (gate)
                return ready.Task;
        }
    }

    /// <summary>
    /// Hands a connection over to calls. Not while calls are being moved away that have none yet: one that was given this one in the
    /// same instant would be sent, and its move take it for unsent.
    /// </summary>
    public async ValueTask AddAsync(CountingStream connection)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (movers == 0)
                {
                    handovers++;
                    open.Add(connection);
                    if (!connection.IsSpokenToFirst)
                        SetReady();
                    return;
                }
                wait = (moved ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await wait.ConfigureAwait(false);
        }
    }

    public void Remove(CountingStream connection)
    {
        lock (gate)
        {
            open.Remove(connection);
            if (!isReady || open.Any(each => each.HasSpoken || !each.IsSpokenToFirst))
                return;
            isReady = false;
            ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first byte has come on a connection.</summary>
    public void Spoke(CountingStream connection)
    {
        lock (gate)
        {
            if (open.Contains(connection))
                SetReady();
        }
    }

    /// <summary>
    /// What an attempt that begins now remembers: as long as no further connection was handed over, it was certainly not sent.
    /// Null if there is one already, on which it may be sent.
    /// </summary>
    public int? Unsent()
    {
        lock (gate)
            return open.Count == 0 ? handovers : null;
    }

    /// <summary>Moves the attempts that wait here to other sites, as far as they may: to where one is ready.</summary>
    public void Move(WaitingAttempts waiting, ulong ready)
    {
        int seen;
        lock (gate)
        {
            movers++;
            seen = handovers;
        }
        waiting.Move(seen, ready);
        lock (gate)
        {
            if (--movers > 0)
                return;
            moved?.SetResult();
            moved = null;
        }
    }

    /// <summary>
    /// False if the site became ready meanwhile, or if nobody connects to it any more: who ends that takes the mark away, and what came
    /// after would stay for ever.
    /// </summary>
    public bool TrySetLate()
    {
        lock (gate)
            return isLate = !isReady && (isRacing != 0 || isWarming != 0);
    }

    /// <summary>Somebody is to see whether the site becomes ready in time: true for one only, until <see cref="EndRace"/>.</summary>
    public bool TryBeginRace() => Interlocked.Exchange(ref isRacing, 1) == 0;

    public void EndRace() => End(ref isRacing);

    /// <summary>The same for connecting to the site without a call.</summary>
    public bool TryBeginWarming() => Interlocked.Exchange(ref isWarming, 1) == 0;

    public void EndWarming() => End(ref isWarming);

    /// <summary>Closes them all.</summary>
    public void Cut()
    {
        CountingStream[] cut;
        lock (gate)
            cut = [.. open];
        foreach (CountingStream connection in cut)
            connection.Dispose();
    }

    private void End(ref int isConnecting)
    {
        lock (gate)
        {
            isLate = false;
            Volatile.Write(ref isConnecting, 0);
        }
    }

    private void SetReady()
    {
        isReady = true;
        isLate = false;
        ready.TrySetResult();
    }
}
