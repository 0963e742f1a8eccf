using ClientHa.Attempts;
using ClientHa.Core;

namespace ClientHa.Sites;

/// <summary>
/// The connections of a site between two of its failures. <see cref="SocketsHttpHandler"/> does not tell which connection
/// carried a request, so the whole handler is changed at each ejection: then what an older one reports is known to be old.
/// </summary>
internal sealed class SiteGeneration
{
    private readonly object gate = new();
    private readonly SocketsHttpHandler handler;
    private long bytes;
    private long bytesSeen;
    private Instant silentSince;
    private Instant inVainUntil;
    private TimeSpan inVain;
    private long busySince;
    private int callsInFlight;
    private int isRetired;
    private int isDisposed;

    public SiteGeneration(int number, Instant now, Func<SiteGeneration, SocketsHttpHandler> createHandler)
    {
        Number = number;
        silentSince = now;
        handler = createHandler(this);
        Invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    public int Number { get; }

    public WaitingAttempts Waiting { get; } = new();

    public SiteConnections Connections { get; } = new();

    public HttpMessageInvoker Invoker { get; }

    /// <summary>What has come from the site, to be compared with what it was.</summary>
    public long Bytes => Volatile.Read(ref bytes);

    public int CallsInFlight => Volatile.Read(ref callsInFlight);

    public bool IsRetired => Volatile.Read(ref isRetired) != 0;

    /// <summary>An HTTP answer came: a connection alone is none, since a frozen process still accepts those.</summary>
    public bool HasAnswered { get; set; }

    /// <summary>What was wrong with the certificate that the site last showed, in words; null if nothing was.</summary>
    public string? CertificateFault { get; set; }

    /// <summary>Ends with the last connecting that was begun, after <see cref="ConnectFault"/> was set.</summary>
    public Task Connecting { get; set; } = Task.CompletedTask;

    /// <summary>Why the last connection was not made; null if it was, or is not yet.</summary>
    public Exception? ConnectFault { get; set; }

    /// <summary>What an operator may have set wrong if the site breaks off a handshake.</summary>
    public string? HandshakeHint { get; set; }

    public void CountBytes(int count)
    {
        // A plain write: the watch only asks whether the number changed.
        if (count > 0)
            Volatile.Write(ref bytes, Volatile.Read(ref bytes) + count);
    }

    /// <summary>A call comes. False if the generation was retired meanwhile: ask the site for its present one.</summary>
    public bool TryEnter(Instant now)
    {
        // While nobody calls nobody looks, and a silence from then is none.
        if (Interlocked.Increment(ref callsInFlight) == 1)
            Volatile.Write(ref busySince, now.Ticks);
        if (!IsRetired)
            return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref callsInFlight) == 0 && IsRetired)
            Dispose();
    }

    /// <summary>No new calls; the handler goes when the last call has ended.</summary>
    public void Retire()
    {
        Volatile.Write(ref isRetired, 1);
        if (CallsInFlight == 0)
            Dispose();
    }

    /// <summary>
    /// For how long a call has waited without any byte from the site, and for how long a committed one has; zero where none
    /// waits. Asked by the watch, a few times a second.
    /// </summary>
    public (TimeSpan Waiting, TimeSpan Streaming) Silence(Instant now)
    {
        lock (gate)
        {
            long seen = Volatile.Read(ref bytes);
            if (seen != bytesSeen)
                inVain = TimeSpan.Zero;
            if (seen != bytesSeen || CallsInFlight == 0)
            {
                bytesSeen = seen;
                silentSince = now;
            }
            Instant since = Later(silentSince, new(Volatile.Read(ref busySince)));
            TimeSpan silence = now - since;
            Instant oldest = Later(Waiting.Oldest ?? now, since);
            TimeSpan waiting = now - oldest, together = inVain + (now - Later(oldest, inVainUntil));
            return (waiting > together ? waiting : together, CallsInFlight > 0 ? silence : TimeSpan.Zero);
        }
    }

    /// <summary>
    /// An attempt was given up before it was answered. If no byte came meanwhile its time counts for the next ones, or a dead
    /// site would never be found by calls that each have less time than a suspicion takes.
    /// </summary>
    public void GivenUp(Instant startedAt, long bytesThen, Instant now)
    {
        lock (gate)
        {
            if (Bytes != bytesThen)
                return;
            inVain += now - Later(startedAt, inVainUntil);
            inVainUntil = now;
        }
    }

    public void Vouch(Instant now)
    {
        lock (gate)
            (silentSince, inVain, inVainUntil) = (now, TimeSpan.Zero, now);
    }

    /// <summary>Closes the sockets of a dead site, so that calls which could not be moved learn of it.</summary>
    public void Cut() => Connections.Cut();

    /// <summary>Calls that wait here for a connection, or may be repeated, go to a site that is ready.</summary>
    public void MoveWaiting(ulong ready) => Connections.Move(Waiting, ready);

    /// <summary>The end of the client: nothing waits for anything here.</summary>
    public void Close()
    {
        Retire();
        Waiting.Evict(Eviction.All);
        Cut();
        Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 0)
            Invoker.Dispose();
    }

    private static Instant Later(Instant left, Instant right) => left >= right ? left : right;
}
