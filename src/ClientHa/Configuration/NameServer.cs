using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Configuration;

/// <summary>The checked <see cref="HaOptions.NameServers"/>.</summary>
internal static class NameServer
{
    private const int DnsPort = 53;

    public static ImmutableArray<IPEndPoint> Read(IList<string>? texts, Findings findings)
    {
        ImmutableArray<IPEndPoint>.Builder servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        texts ??= [];
        for (int i = 0; i < texts.Count; i++)
        {
            if (Parse(texts[i] ?? "") is { } server)
            {
                servers.Add(server);
            }
            else
            {
                findings.Fail($"NameServers[{i}] \"{texts[i]}\" is not an IP address with a port of 1 to " +
                    $"{ushort.MaxValue}: write it like 192.0.2.53:53, 192.0.2.53 or [2001:db8::53]:53");
            }
        }
        return servers.ToImmutable();
    }

    private static IPEndPoint? Parse(string text)
    {
        // An IPv6 address without brackets is all address: its last colon does not start a port.
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > text.LastIndexOf(']') && (text.Contains(']') || text.IndexOf(':') == colon);
        ushort port = DnsPort;
        if (hasPort && !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
            return null;
        return ParseAddress(hasPort ? text[..colon] : text) is { } address && port > 0 ? new(address, port) : null;
    }

    /// <summary>.NET also takes 53 for an IPv4 address, 0.0.0.53, and [::1]:53 for an IPv6 address.</summary>
    private static IPAddress? ParseAddress(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) &&
        (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address
            : null;
}
