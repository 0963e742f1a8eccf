using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClientHa.Server.Hosting;

/// <summary>The checked <see cref="HaServerOptions.Listen"/> and <see cref="HaServerOptions.Http"/>.</summary>
internal static class ListenAddresses
{
    private const string Off = "off";

    private static readonly IPEndPoint Default = new(IPAddress.Loopback, 8001);

    public static ImmutableArray<IPEndPoint> ReadListen(IList<string>? texts, Findings findings)
    {
        if (texts is null or { Count: 0 })
            return [Default];
        ImmutableArray<IPEndPoint>.Builder endPoints = ImmutableArray.CreateBuilder<IPEndPoint>();
        for (int i = 0; i < texts.Count; i++)
        {
            if (Parse(texts[i] ?? "") is not { } endPoint)
                findings.Fail(NoAddress($"Listen[{i}]", texts[i], "127.0.0.1:8001 or [::1]:8001"));
            else if (endPoint.Port > 0 && endPoints.Contains(endPoint))
                findings.Fail($"Listen[{i}] {endPoint} stands in the list twice: leave one of them out");
            else
                endPoints.Add(endPoint);
        }
        return endPoints.ToImmutable();
    }

    /// <summary>Null: the pages are where gRPC is.</summary>
    public static ImmutableArray<IPEndPoint>? ReadHttp(string? text, ImmutableArray<IPEndPoint> listen, bool usesTls, Findings findings)
    {
        if (string.Equals(text, Off, StringComparison.OrdinalIgnoreCase))
            return [];
        if (!string.IsNullOrEmpty(text))
        {
            if (Parse(text) is not { } endPoint)
                findings.Fail(NoAddress("Http", text, "127.0.0.1:8000, or off"));
            else if (usesTls && endPoint.Port > 0 && listen.Contains(endPoint))
                return null;
            else if (endPoint.Port > 0 && listen.Contains(endPoint))
                findings.Fail($"Http {endPoint} stands in Listen, too: without TLS a port speaks either gRPC or HTTP/1.1, so give it another one, or off");
            else
                return [endPoint];
            return [];
        }
        if (usesTls)
            return null;

        // Port 0 stays what it is: the system chooses both.
        ImmutableArray<IPEndPoint> http = [.. listen.Select(endPoint => new IPEndPoint(endPoint.Address, Math.Max(endPoint.Port - 1, 0)))];
        foreach (IPEndPoint endPoint in http.Where(endPoint => endPoint.Port > 0 && listen.Contains(endPoint)))
            findings.Fail($"Http is by default the gRPC port less one, and {endPoint} stands in Listen: set Http to another address, or to off");
        return http;
    }

    private static string NoAddress(string option, string? text, string example) =>
        $"{option} \"{text}\" is not an IP address with a port of 0 to {ushort.MaxValue}: write it like {example}";

    private static IPEndPoint? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return null;
        string host = text[..colon];
        bool isBracketed = host is ['[', .., ']'];

        // .NET also takes 53 for an IPv4 address, 0.0.0.53; and only brackets tell an IPv6 address from its port.
        return IPAddress.TryParse(isBracketed ? host[1..^1] : host, out IPAddress? address)
            && (isBracketed ? address.AddressFamily == AddressFamily.InterNetworkV6 : address.ToString() == host && !host.Contains(':'))
                ? new(address, port)
                : null;
    }
}
