using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace ClientHa.Server.Hosting;

/// <summary>The checked <see cref="HaServerOptions.Peers"/>.</summary>
internal static class PeerAddresses
{
    private const int MaxPeers = 64;

    public static ImmutableArray<DnsEndPoint> Read(IList<string>? texts, ImmutableArray<IPEndPoint> listen, Findings findings)
    {
        ImmutableArray<DnsEndPoint>.Builder peers = ImmutableArray.CreateBuilder<DnsEndPoint>();
        texts ??= [];
        if (texts.Count > MaxPeers)
            findings.Fail($"Peers has {texts.Count} entries, and {MaxPeers} are the limit: name a few, as sites learn of the others");
        for (int i = 0; i < texts.Count; i++)
        {
            if (Parse(texts[i] ?? "") is not { } peer)
            {
                findings.Fail($"Peers[{i}] \"{texts[i]}\" is not a host with a port of 1 to {ushort.MaxValue}: write it like " +
                    "1.ha.test:8001, 192.0.2.2:8001 or [2001:db8::2]:8001");
            }
            else if (peers.Contains(peer))
            {
                findings.Fail($"Peers[{i}] {texts[i]} stands in the list twice: leave one of them out");
            }
            else if (listen.Any(own => IsOwn(peer, own)))
            {
                findings.Fail($"Peers[{i}] {texts[i]} is where this site itself listens: name the other sites only");
            }
            else
            {
                peers.Add(peer);
            }
        }
        return peers.ToImmutable();
    }

    private static DnsEndPoint? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            return null;
        string host = text[..colon];
        bool isBracketed = host is ['[', .., ']'];
        UriHostNameType kind = Uri.CheckHostName(isBracketed ? host[1..^1] : host);
        return kind == UriHostNameType.IPv6 && isBracketed ? new(IPAddress.Parse(host[1..^1]).ToString(), port)
            : kind is UriHostNameType.Dns or UriHostNameType.IPv4 && !isBracketed ? new(host.ToLowerInvariant(), port)
            : null;
    }

    private static bool IsOwn(DnsEndPoint peer, IPEndPoint own)
    {
        if (peer.Port != own.Port)
            return false;
        IPAddress? address = peer.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(peer.Host, out IPAddress? parsed) ? parsed : null;
        bool listensEverywhere = own.Address.Equals(IPAddress.Any) || own.Address.Equals(IPAddress.IPv6Any);
        return address is not null && (address.Equals(own.Address) || (listensEverywhere && IPAddress.IsLoopback(address)));
    }
}
