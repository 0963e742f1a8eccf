using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Configuration;

/// <summary>Host names and IP addresses as they stand in URLs.</summary>
internal static class HostName
{
    /// <summary>RFC 1035, 2.3.4: 255 octets on the wire, of which two are not characters.</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    /// <summary>Brings a host to the form of <see cref="SiteName.Host"/>; an IPv6 address has its brackets.</summary>
    public static bool TryRead(string text, out string host)
    {
        if (text is ['[', .., ']'])
            return TryReadIPv6(text[1..^1], out host);
        host = ToAscii(text) is { } ascii && IsValid(ascii) ? ascii : "";
        return host.Length > 0;
    }

    /// <summary>For an address without brackets. A scope id names an interface of one machine, so it is refused.</summary>
    public static bool TryReadIPv6(string text, out string host)
    {
        bool isBare = text.AsSpan().IndexOfAny('%', '[', ']') < 0;
        host = isBare && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.ToString()
            : "";
        return host.Length > 0;
    }

    /// <summary>For a name in ASCII or an IPv4 address.</summary>
    public static bool IsValid(string host)
    {
        string[] labels = host.TrimEnd('.').Split('.');
        if (host.Length is 0 or > MaxLength || labels.Any(label => label.Length is 0 or > MaxLabelLength))
            return false;

        // A name that ends in a number would be taken for an address (WHATWG URL, "ends in a number"): 10.0.0.256.
        if (labels[^1].All(char.IsAsciiDigit))
            return IPAddress.TryParse(host, out IPAddress? address) && address.ToString() == host;
        return Uri.CheckHostName(host) == UriHostNameType.Dns;
    }

    private static string? ToAscii(string text)
    {
        try
        {
            return System.Text.Ascii.IsValid(text) ? text.ToLowerInvariant() : Idn.GetAscii(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
