using ClientHa.Services;

namespace ClientHa.Cli;

/// <summary>A site by its own name: what is asked of it no other may answer.</summary>
/// <param name="Number">By the name; <c>-</c> where names have none.</param>
/// <param name="Address">Host and port.</param>
/// <param name="Options">What reaches it alone.</param>
internal sealed record OneSite(string Number, string Address, HaOptions Options)
{
    public static OneSite[] All(HaOptions sites, ServiceClientOptions options)
    {
        using HaHttpHandler all = new(sites);
        return [.. all.Status.Sites.Select((site, index) =>
        {
            string host = site.Name.Contains(':', StringComparison.Ordinal) ? $"[{site.Name}]" : site.Name;
            string address = $"{host}:{site.Port}";
            return new OneSite(sites.ServerCount > 0 ? $"{index}" : "-", address, new HaOptions
            {
                Url = $"{all.Address.Scheme}://{address}",
                NameServers = sites.NameServers,
                Tls = sites.Tls,
                NoSiteTimeout = sites.NoSiteTimeout,
                ConnectTimeout = options.Timeout < sites.ConnectTimeout ? options.Timeout : sites.ConnectTimeout,
            });
        })];
    }
}
