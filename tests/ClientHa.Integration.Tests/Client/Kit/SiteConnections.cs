using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>The connections that sites have, by the ids that their calls tell.</summary>
internal sealed class SiteConnections
{
    private readonly ConcurrentDictionary<string, ConnectionContext> open = new();

    public int Count => open.Count;

    public void Watch(ListenOptions listen) => listen.Use(next => async connection =>
    {
        open[connection.ConnectionId] = connection;
        try
        {
            await next(connection);
        }
        finally
        {
            open.TryRemove(connection.ConnectionId, out _);
        }
    });

    /// <summary>Ends one connection without a word, and no other.</summary>
    public void Abort(string id) => open[id].Abort();
}
