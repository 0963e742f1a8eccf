using System.Net;
using System.Net.Sockets;
using ClientHa.Server.Draining;
using ClientHa.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Server.Security;

/// <summary>
/// Counts the connections of a site's addresses. One too many still gets an answer, which sends its client to another site; only at twice
/// the limit is it closed without a word, and at one and a half times where they all come from one place: so one machine, which needs no
/// credential to connect, shuts nobody else out. Sites and operators are let in over one too many: they are needed most then.
/// </summary>
internal sealed class ConnectionLimit(SiteLimits limits)
{
    /// <summary>Who has one address of IPv6 has the rest of its network, too.</summary>
    private const int NetworkBytes = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> byPlace = [];
    private int current;

    public int Current => Volatile.Read(ref current);

    public void Count(ListenOptions listen) => listen.Use(next => async connection =>
    {
        IPAddress place = PlaceOf(connection.RemoteEndPoint);
        (int count, int own) = Enter(place);
        try
        {
            if (count > 2L * limits.MaxConnections || own > ((3L * limits.MaxConnections) + 1) / 2)
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
            Leave(place);
        }
    });

    /// <summary>Null where a client's call is to be executed.</summary>
    public WireException? Refusal(HttpContext http) =>
        http.Features.Get<TooMany>() is not null
            ? Elsewhere.Refusal(Elsewhere.Full, $"This site has {limits.MaxConnections} connections, and MaxConnections allows no more: use fewer, or raise it.")
            : null;

    /// <summary>From where a connection comes, for counting.</summary>
    internal static IPAddress PlaceOf(EndPoint? endPoint)
    {
        if (endPoint is not IPEndPoint { Address: { } address })
            return IPAddress.None;
        IPAddress plain = AddressRanges.Plain(address);
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
            return plain;
        byte[] bytes = plain.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }

    private (int Count, int Own) Enter(IPAddress place)
    {
        lock (gate)
        {
            int own = byPlace.GetValueOrDefault(place) + 1;
            byPlace[place] = own;
            return (++current, own);
        }
    }

    private void Leave(IPAddress place)
    {
        lock (gate)
        {
            current--;
            if (--byPlace[place] == 0)
                byPlace.Remove(place);
        }
    }

    /// <summary>The mark of a connection that is one too many.</summary>
    private sealed class TooMany
    {
        public static readonly TooMany Instance = new();
    }
}
