using System.Collections.Immutable;
using System.Net;
using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>From where a caller may call. None means from everywhere.</summary>
internal sealed record AddressRanges(ImmutableArray<IPNetwork> Ranges)
{
    public static readonly AddressRanges Everywhere = new([]);

    /// <summary>Two that name the same are the same.</summary>
    public bool Equals(AddressRanges? other) => other is not null && Ranges.SequenceEqual(other.Ranges);

    public override int GetHashCode() => Ranges.Length;

    /// <param name="address">Null: from this process, or by a socket of this machine that has no address.</param>
    public bool Contain(IPAddress? address)
    {
        if (Ranges.IsEmpty || address is null)
            return true;
        IPAddress plain = Plain(address);
        return Ranges.Any(range => range.Contains(plain));
    }

    /// <summary>IPv4 over a socket that serves both looks like IPv6.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public static AddressRanges Read(string option, IList<string>? texts, Findings findings)
    {
        ImmutableArray<IPNetwork>.Builder ranges = ImmutableArray.CreateBuilder<IPNetwork>();
        for (int i = 0; i < (texts?.Count ?? 0); i++)
        {
            string text = texts![i] ?? "";
            if (IPAddress.TryParse(text, out IPAddress? address) && (address.ToString() == text || text.Contains(':')))
                ranges.Add(new(Plain(address), Plain(address).GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(text, out IPNetwork range))
                ranges.Add(range);
            else
                findings.Fail($"{option}[{i}] \"{text}\" is neither an address nor a range: write it like 10.1.0.0/16 or 192.0.2.7");
        }
        return new(ranges.ToImmutable());
    }
}
