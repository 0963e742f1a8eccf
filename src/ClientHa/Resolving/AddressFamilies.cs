using System.Net;

namespace ClientHa.Resolving;

/// <summary>
/// Puts IPv6 and IPv4 addresses by turns, beginning with the family of the first one (RFC 8305, section 4): where one family
/// is a black hole, the other has its turn 250 ms later however many addresses there are.
/// </summary>
internal static class AddressFamilies
{
    public static IEnumerable<IPAddress> Interleaved(IEnumerable<IPAddress> addresses)
    {
        IPAddress[][] families = [.. addresses.GroupBy(address => address.AddressFamily).Select(family => family.ToArray())];
        for (int i = 0; families.Any(family => i < family.Length); i++)
        {
            foreach (IPAddress[] family in families.Where(family => i < family.Length))
                yield return family[i];
        }
    }
}
