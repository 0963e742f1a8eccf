using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ClientHa.Server.Sites;

/// <summary>Counts the connections at the site's gRPC addresses, those of other sites and of who only asks how the site is apart.</summary>
internal sealed class SiteConnections
{
    private long all;
    private long peers;
    private long askers;

    public long Clients => Interlocked.Read(ref all) - Peers - Interlocked.Read(ref askers);

    public long Peers => Interlocked.Read(ref peers);

    public void Count(ListenOptions listen) => listen.Use(next => connection => RunAsync(connection, next));

    /// <summary>The call comes from another site, and its connection is none of a client's.</summary>
    public static void MarkPeer(HttpContext http) => http.Features.Get<Mark>()?.Set(Kind.Peer);

    /// <summary>The call asks for the status: a connection that begins with that was opened for it, by a page, a command or another site.</summary>
    public static void MarkAsker(HttpContext http)
    {
        if (http.Features.Get<IHttp2StreamIdFeature>()?.StreamId == 1)
            http.Features.Get<Mark>()?.Set(Kind.Asker);
    }

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Mark mark = new(this);
        connection.Features.Set(mark);
        Interlocked.Increment(ref all);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref all);
            mark.Leave();
        }
    }

    private ref long CountOf(Kind kind) => ref kind == Kind.Peer ? ref peers : ref askers;

    private enum Kind
    {
        Client,
        Peer,
        Asker,
    }

    private sealed class Mark(SiteConnections connections)
    {
        private int kind;

        public void Set(Kind value)
        {
            if (Interlocked.CompareExchange(ref kind, (int)value, (int)Kind.Client) == (int)Kind.Client)
                Interlocked.Increment(ref connections.CountOf(value));
        }

        public void Leave()
        {
            if ((Kind)Volatile.Read(ref kind) is not Kind.Client and var value)
                Interlocked.Decrement(ref connections.CountOf(value));
        }
    }
}
