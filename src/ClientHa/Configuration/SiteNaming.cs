using System.Collections.Immutable;
using System.Globalization;

namespace ClientHa.Configuration;

/// <summary>The sites that Url, ServerCount and Servers stand for; all that there can be, where they are to be discovered.</summary>
internal sealed record SiteNaming(
    ImmutableArray<SiteName> Sites, ImmutableArray<int> Entries, bool UseTls, Uri Address, string StableKey)
{
    /// <summary>Sets of sites are the bits of one number.</summary>
    public const int MaxSites = 64;

    /// <summary>While sites are to be discovered and no name server has answered: dual centres are what this is for.</summary>
    public const int AssumedSites = 2;

    /// <summary>Null if there is a fault.</summary>
    public static SiteNaming? Read(HaOptions options, Findings findings)
    {
        int before = findings.Failures.Count;
        IList<string> servers = options.Servers ?? [];
        ServerUrl? url = options.Url is null ? null : ServerUrl.Read(nameof(HaOptions.Url), options.Url, true, findings);
        if (options.ServerCount is < 0 or > MaxSites)
        {
            findings.Fail($"ServerCount {options.ServerCount} is outside 0 to {MaxSites}: write the number of sites, or 0 to " +
                "use Url as it stands");
        }
        if (options.DiscoverServers && (servers.Count > 0 || options.ServerCount > 0))
        {
            findings.Fail($"DiscoverServers finds the number of sites itself: set ServerCount ({options.ServerCount}) to 0 and " +
                "remove Servers, or set DiscoverServers to false");
        }
        if (servers.Count > 0)
        {
            if (options.ServerCount > 0)
            {
                findings.Fail($"Servers ({servers.Count} entries) cannot stand beside ServerCount {options.ServerCount}: set " +
                    "ServerCount to 0, or remove Servers");
            }
            return Listed(url, servers, findings) is { } listed && findings.Failures.Count == before ? listed : null;
        }
        if (options.Url is null)
            findings.Fail("Url and Servers are both empty: write a Url such as grpc://ha.test:8001, or list the Servers");
        if (url is { } named)
            CheckCount(named, options, findings);
        int count = options.DiscoverServers ? MaxSites : options.ServerCount;
        return url is { } good && findings.Failures.Count == before ? Numbered(good, count) : null;
    }

    private static SiteNaming Numbered(ServerUrl url, int count)
    {
        ImmutableArray<SiteName> sites = count == 0
            ? [url.Name]
            : [.. Enumerable.Range(0, count).Select(number => url.Name with { Host = Host(number, url.Name.Host) })];
        return new(sites, [.. Enumerable.Range(0, sites.Length)], url.UseTls, url.Address, url.Name.ToString());
    }

    private static SiteNaming? Listed(ServerUrl? url, IList<string> servers, Findings findings)
    {
        if (servers.Count > MaxSites)
        {
            findings.Fail($"Servers has {servers.Count} entries, which is outside 1 to {MaxSites}: leave out " +
                $"{servers.Count - MaxSites}");
            return null;
        }
        List<SiteName> sites = [];
        List<int> entries = [];
        ServerUrl? model = url;
        for (int i = 0; i < servers.Count; i++)
        {
            string option = string.Create(CultureInfo.InvariantCulture, $"Servers[{i}]");
            if (ServerUrl.Read(option, servers[i], false, findings) is not { } read)
                continue;
            ServerUrl server = read.Scheme is null && url is { } given ? read with { Scheme = given.Scheme } : read;
            model ??= server;
            if (server.UseTls != model.Value.UseTls)
            {
                findings.Fail($"{option} \"{servers[i]}\" {With(server)} but {model} {With(model.Value)}: give all servers and " +
                    $"the Url one scheme, here {(server with { Scheme = model.Value.Scheme ?? "grpc" })}");
            }
            int known = sites.IndexOf(server.Name);
            entries.Add(known < 0 ? sites.Count : known);
            if (known < 0)
                sites.Add(server.Name);
        }
        return model is { } first
            ? new([.. sites], [.. entries], first.UseTls, first.Address, url?.Name.ToString() ?? "")
            : null;
    }

    private static void CheckCount(ServerUrl url, HaOptions options, Findings findings)
    {
        string host = url.Name.Host;
        int count = options.DiscoverServers ? MaxSites : options.ServerCount;
        (string option, string off) = options.DiscoverServers
            ? ("DiscoverServers", "DiscoverServers to false")
            : (string.Create(CultureInfo.InvariantCulture, $"ServerCount {count}"), "ServerCount to 0");
        if (count is < 1 or > MaxSites)
            return;
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
        {
            findings.Fail($"{option} with {url} would number an IP address: set {off}, or list the " +
                "Servers");
        }
        else if (url.Name.Number is not null)
        {
            ServerUrl bare = url with { Name = url.Name with { Host = host[(host.IndexOf('.') + 1)..] } };
            findings.Fail($"{option} with {url} would lead to {Host(0, host)}: set {off} to use this " +
                $"site alone, or write the name without its number, {bare}");
        }
        else if (!HostName.IsValid(Host(count - 1, host)))
        {
            findings.Fail($"{option} with {url} leads to names of more than {HostName.MaxLength} characters: take a " +
                "shorter name");
        }
    }

    private static string Host(int number, string host) => string.Create(CultureInfo.InvariantCulture, $"{number}.{host}");

    private static string With(ServerUrl server) => server.UseTls ? "uses TLS" : "does not use TLS";
}
