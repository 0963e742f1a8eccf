using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Resolving;

/// <summary>Tells an address that stands in the place of a name from a name.</summary>
internal static class IpLiteral
{
    public static bool TryParse(string name, [NotNullWhen(true)] out IPAddress? address)
    {
        // IPAddress also reads "1", "0x7f.1" and "[::1]:80"; the first two may be names and the last is no host.
        if (IPAddress.TryParse(name, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6
                ? !name.StartsWith('[') || name.EndsWith(']')
                : address.ToString() == name))
            return true;
        address = null;
        return false;
    }
}
