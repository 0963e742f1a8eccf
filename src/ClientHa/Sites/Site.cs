using ClientHa.Attempts;
using ClientHa.Configuration;
using ClientHa.Core;

namespace ClientHa.Sites;

/// <summary>One site as the shell holds it: its addresses and its present connections. What to think of it is Core's.</summary>
/// <param name="index">Its place in the configuration.</param>
/// <param name="name">Where it is to be found.</param>
/// <param name="useTls">Whether it is spoken to by TLS.</param>
/// <param name="addresses">Where the name leads.</param>
/// <param name="handlers">What makes its connections.</param>
/// <param name="wasConnected">Under the configuration before this one; for people, until connections are made or it fails.</param>
internal sealed class Site(
    int index, SiteName name, bool useTls, SiteAddresses addresses, SiteHandlerFactory handlers, bool wasConnected = false)
{
    private readonly object gate = new();
    private readonly List<SiteGeneration> retired = [];
    private SiteGeneration? present;
    private volatile bool isClosed;
    private volatile bool wasConnected = wasConnected;
    private string? resolvingFault;

    public int Index { get; } = index;

    public SiteName Name { get; } = name;

    public SiteAddresses Addresses { get; } = addresses;

    public SiteUris Uris { get; } = new($"{(useTls ? "https" : "http")}://{name}");

    /// <summary>Told how long each connection took; null where nobody goes by it.</summary>
    public Action<Site, TimeSpan>? ConnectMeasured { get; init; }

    /// <summary>An HTTP answer has come from the present generation.</summary>
    public bool IsConnected => Volatile.Read(ref present) is { } now ? now is { HasAnswered: true, IsRetired: false } : wasConnected;

    /// <summary>A call has waited for its connection for so long that new ones had better go elsewhere.</summary>
    public bool IsLate => Volatile.Read(ref present) is { Connections.IsLate: true, IsRetired: false };

    public int CallsInFlight
    {
        get
        {
            lock (gate)
                return (present?.CallsInFlight ?? 0) + retired.Sum(each => each.CallsInFlight);
        }
    }

    /// <summary>A connection came about.</summary>
    public void Connected(TimeSpan took) => ConnectMeasured?.Invoke(this, took);

    /// <summary>Takes note of why the name could not be looked up, or of null if it could, and says whether that is news.</summary>
    public bool ReportsResolving(string? fault) => Interlocked.Exchange(ref resolvingFault, fault) != fault;

    /// <summary>The generation of that number, which is made if need be; null if it is not the present one any more.</summary>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public SiteGeneration? Present(int number, Instant now)
    {
        SiteGeneration? current = Volatile.Read(ref present);
        if (current is null || current.Number < number)
            current = Renew(number, now);
        return current.Number == number ? current : null;
    }

    /// <summary>
    /// Enters the generation of that number; the caller leaves it again. Null if it is not the present one any more: then
    /// the state that the number was read from is old.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public SiteGeneration? TryEnter(int number, Instant now)
    {
        if (Present(number, now) is { } current && current.TryEnter(now))
            return current;
        ObjectDisposedException.ThrowIf(isClosed, typeof(HaHttpHandler));
        return null;
    }

    /// <summary>A probe has shown that the site is alive: its silence so far says nothing any more.</summary>
    public void Vouch(Instant now) => Volatile.Read(ref present)?.Vouch(now);

    /// <summary>
    /// Retires what is older than the number. Where its connections are not trusted, at an ejection or on another network, attempts that
    /// may move go elsewhere; all others end in their own time.
    /// </summary>
    public void RetireBefore(int number, bool isUntrusted)
    {
        wasConnected = false;
        foreach (SiteGeneration old in Generations().Where(each => each.Number < number))
        {
            old.Retire();
            if (isUntrusted)
                old.Waiting.Evict(Eviction.Movable);
        }
    }

    public SiteGeneration[] Generations()
    {
        lock (gate)
        {
            retired.RemoveAll(each => each.CallsInFlight == 0);
            return present is null ? [] : [present, .. retired];
        }
    }

    public void Close()
    {
        lock (gate)
            isClosed = true;
        foreach (SiteGeneration generation in Generations())
            generation.Close();
    }

    private SiteGeneration Renew(int number, Instant now)
    {
        SiteGeneration? old;
        SiteGeneration current;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(HaHttpHandler));
            old = present;
            if (old is not null && old.Number >= number)
                return old;
            current = new SiteGeneration(number, now, generation => handlers.Create(this, generation));
            if (old is not null)
                retired.Add(old);
            Volatile.Write(ref present, current);
        }
        if (old is { IsRetired: false })
            old.Retire();
        return current;
    }
}
