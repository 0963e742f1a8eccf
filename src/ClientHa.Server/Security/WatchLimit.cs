using ClientHa.Wire;

namespace ClientHa.Server.Security;

/// <summary>Counts the calls that stay open, all together and by client.</summary>
internal sealed class WatchLimit(SiteLimits limits)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> byClient = [];
    private int current;
    private int unknown;

    public int Current
    {
        get
        {
            lock (gate)
                return current;
        }
    }

    /// <param name="client">Its name; or, where it shows nothing, its address.</param>
    /// <param name="isKnown">Whether it was let in as somebody: strangers, who may watch a site's health, leave room for the others.</param>
    /// <returns>To be disposed at the call's end.</returns>
    /// <exception cref="WireException">RESOURCE_EXHAUSTED: there are too many.</exception>
    public IDisposable Enter(string client, bool isKnown)
    {
        lock (gate)
        {
            int own = byClient.GetValueOrDefault(client);
            if (own >= limits.MaxWatchesPerClient)
                throw TooMany($"{client} has {own} watches, and MaxWatchesPerClient allows no more: watch a shorter prefix once, or raise it.");
            if (current >= limits.MaxWatches)
                throw TooMany($"This site has {current} watches, and MaxWatches allows no more: end some, or raise it.");
            if (!isKnown && unknown >= Math.Max(1, limits.MaxWatches / 2))
                throw TooMany($"This site has {unknown} watches of callers without a credential, and half of MaxWatches allows no more: end some, or raise it.");
            byClient[client] = own + 1;
            current++;
            unknown += isKnown ? 0 : 1;
        }
        return new Held(this, client, isKnown);
    }

    private void Leave(string client, bool isKnown)
    {
        lock (gate)
        {
            current--;
            unknown -= isKnown ? 0 : 1;
            if (--byClient[client] == 0)
                byClient.Remove(client);
        }
    }

    private static WireException TooMany(string what) => new(WireStatusCode.ResourceExhausted, what);

    private sealed class Held(WatchLimit limit, string client, bool isKnown) : IDisposable
    {
        private bool isReleased;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref isReleased, true))
                limit.Leave(client, isKnown);
        }
    }
}
