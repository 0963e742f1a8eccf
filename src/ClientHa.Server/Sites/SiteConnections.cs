using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Server.Sites;

/// <summary>Counts the connections at the site's gRPC addresses, those of other sites apart.</summary>
internal sealed class SiteConnections
{
    private long all;
    private long peers;

    public long Clients => Interlocked.Read(ref all) - Peers;

    public long Peers => Interlocked.Read(ref peers);

    public void Count(ListenOptions listen) => listen.Use(next => connection => RunAsync(connection, next));

    /// <summary>The call comes from another site, and its connection is none of a client's.</summary>
    public static void MarkPeer(HttpContext http) => http.Features.Get<Mark>()?.Set();

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

    private sealed class Mark(SiteConnections connections)
    {
        private int isPeer;

        public void Set()
        {
            if (Interlocked.Exchange(ref isPeer, 1) == 0)
                Interlocked.Increment(ref connections.peers);
        }

        public void Leave()
        {
            if (Volatile.Read(ref isPeer) == 1)
                Interlocked.Decrement(ref connections.peers);
        }
    }
}
