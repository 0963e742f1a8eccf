using ClientHa.Server.Draining;
using ClientHa.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Server.Security;

/// <summary>
/// Counts the connections of a site's addresses. One too many still gets an answer, which sends its client to another site; only at twice
/// the limit is it closed without a word. Sites and operators are let in over one too many, too: they are needed most then.
/// </summary>
internal sealed class ConnectionLimit(SiteLimits limits)
{
    private int current;

    public int Current => Volatile.Read(ref current);

    public void Count(ListenOptions listen) => listen.Use(next => async connection =>
    {
        int count = Interlocked.Increment(ref current);
        try
        {
            if (count > 2L * limits.MaxConnections)
            {
                connection.Abort(new ConnectionAbortedException("There are too many connections."));
                return;
            }
            if (count > limits.MaxConnections)
                connection.Features.Set(TooMany.Instance);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref current);
        }
    });

    /// <summary>Null where a client's call is to be executed.</summary>
    public WireException? Refusal(HttpContext http) =>
        http.Features.Get<TooMany>() is not null
            ? Elsewhere.Refusal(Elsewhere.Full, $"This site has {limits.MaxConnections} connections, and MaxConnections allows no more: use fewer, or raise it.")
            : null;

    /// <summary>The mark of a connection that is one too many.</summary>
    private sealed class TooMany
    {
        public static readonly TooMany Instance = new();
    }
}
