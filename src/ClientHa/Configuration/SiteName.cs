using System.Globalization;

namespace ClientHa.Configuration;

/// <summary>
/// Where a site is to be found. The host is in lower case and ASCII; an IPv6 address stands without its brackets, as a resolver
/// and a certificate want it.
/// </summary>
internal readonly record struct SiteName(string Host, int Port)
{
    /// <summary>The number that the name begins with: 1 for 1.ha.test. Null for other names and for IP addresses.</summary>
    public int? Number
    {
        get
        {
            int dot = Host.IndexOf('.');
            if (dot < 0 || Uri.CheckHostName(Host) != UriHostNameType.Dns)
                return null;
            ReadOnlySpan<char> label = Host.AsSpan(0, dot);
            return int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
    }

    /// <summary>As it stands in a URL: <c>0.ha.test:8001</c>, <c>[::1]:8001</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}
