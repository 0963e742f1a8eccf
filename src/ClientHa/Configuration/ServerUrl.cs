using System.Globalization;

namespace ClientHa.Configuration;

/// <summary>
/// A server as it is configured: <c>grpc://ha.test:8001</c>, or <c>ha.test:8001</c> without a scheme. Read by hand, since
/// <see cref="Uri"/> fills in what is missing and could not say what is wrong.
/// </summary>
internal readonly record struct ServerUrl(string? Scheme, SiteName Name)
{
    private const string Example = "ha.test";
    private const int ExamplePort = 8001;

    public bool UseTls => Scheme is "grpcs" or "https";

    public Uri Address => new($"{(UseTls ? "https" : "http")}://{Name}");

    public override string ToString() => Scheme is null ? $"{Name}" : $"{Scheme}://{Name}";

    /// <summary>Null if there is a fault.</summary>
    public static ServerUrl? Read(string option, string? text, bool needsScheme, Findings findings)
    {
        text ??= "";
        List<string> faults = [];
        int start = text.IndexOf("://", StringComparison.Ordinal);
        string? scheme = start < 0 ? null : text[..start].ToLowerInvariant();
        if (scheme is null && needsScheme)
            faults.Add("has no scheme");
        else if (scheme is not (null or "grpc" or "grpcs" or "http" or "https"))
            faults.Add($"has the scheme {scheme}, which is none of grpc, grpcs, http and https");
        if (scheme is not ("grpc" or "grpcs" or "http" or "https"))
            scheme = needsScheme || scheme is not null ? "grpc" : null;

        string rest = start < 0 ? text : text[(start + 3)..];

        // All before the last @ may be a password, even one with a slash, and is not repeated anywhere.
        int at = rest.LastIndexOf('@');
        if (at >= 0)
            faults.Add("has user info");
        string shown = at < 0 ? text : $"{text[..^rest.Length]}***{rest[at..]}";
        rest = rest[(at + 1)..];
        int end = rest.AsSpan().IndexOfAny('/', '?', '#');
        string tail = end < 0 ? "" : rest[end..];
        string authority = end < 0 ? rest : rest[..end];

        // A lone slash is the empty path, which a Uri writes by itself.
        if (tail is not ("" or "/"))
            faults.Add(tail[0] == '/' ? "has a path" : "has a query or fragment");
        SiteName name = ReadName(authority, faults);
        ServerUrl read = new(scheme, name);
        if (faults.Count == 0)
            return read;
        findings.Fail($"{option} \"{shown}\" {string.Join(", ", faults)}: write {read}");
        return null;
    }

    /// <summary>Where a part is wrong, a good example stands for it.</summary>
    private static SiteName ReadName(string authority, List<string> faults)
    {
        int bracket = authority.LastIndexOf(']');
        int colon = authority.LastIndexOf(':');
        if (bracket < 0 && authority.IndexOf(':') != colon)
            return Unbracketed(authority, colon, faults);
        bool hasPort = colon > bracket;
        int port = ReadPort(hasPort ? authority.AsSpan(colon + 1) : default);
        string text = hasPort ? authority[..colon] : authority;
        if (text.Length == 0)
            faults.Add("has no host");
        bool isHost = HostName.TryRead(text, out string host);
        if (text.Length > 0 && !isHost)
            faults.Add($"has the host {text}, which is neither a host name nor an IP address");
        if (!hasPort)
            faults.Add("has no port");
        else if (port == 0)
            faults.Add($"has the port \"{authority[(colon + 1)..]}\", which is outside 1 to {ushort.MaxValue}");
        return new(isHost ? host : Example, port == 0 ? ExamplePort : port);
    }

    private static SiteName Unbracketed(string authority, int colon, List<string> faults)
    {
        faults.Add("has more than one colon; an IPv6 address stands in brackets");
        int port = ReadPort(authority.AsSpan(colon + 1));
        if (port > 0 && HostName.TryReadIPv6(authority[..colon], out string host))
            return new(host, port);
        return new(HostName.TryReadIPv6(authority, out host) ? host : Example, ExamplePort);
    }

    private static int ReadPort(ReadOnlySpan<char> text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? port : 0;
}
