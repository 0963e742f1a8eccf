using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace ClientHa.Server.Hosting;

/// <summary>
/// Keeps an application's own addresses. Kestrel would leave them out, since it takes either addresses (<c>ASPNETCORE_URLS</c>,
/// <c>app.Urls</c>) or end points like the site's; so they become end points, too.
/// </summary>
internal static class ApplicationUrls
{
    public static void Keep(KestrelServerOptions options, IServerAddressesFeature feature, IConfiguration configuration)
    {
        string[] urls = feature.Addresses.Count > 0 ? [.. feature.Addresses] : Configured(configuration);

        // The host would give them to Kestrel once more.
        feature.Addresses.Clear();
        configuration[WebHostDefaults.ServerUrlsKey] = "";
        configuration[WebHostDefaults.HttpPortsKey] = "";
        configuration[WebHostDefaults.HttpsPortsKey] = "";
        foreach (string url in urls)
            Listen(options, url);
    }

    private static string[] Configured(IConfiguration configuration)
    {
        string[] urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        return urls.Length > 0 ? urls :
        [
            .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"),
            .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"),
        ];
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void Listen(KestrelServerOptions options, string url)
    {
        BindingAddress address = Parse(url);
        bool isTls = address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
        if (address.IsUnixPipe)
            options.ListenUnixSocket(address.UnixPipePath, Configure);
        else if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            options.ListenLocalhost(address.Port, Configure);
        else if (System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out System.Net.IPAddress? ip))
            options.Listen(ip, address.Port, Configure);
        else
            options.ListenAnyIP(address.Port, Configure);

        void Configure(ListenOptions listen)
        {
            if (isTls)
                listen.UseHttps();
        }
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException exception)
        {
            throw new HaServerException($"The application's address \"{url}\" is none: write it like http://localhost:5000.", exception);
        }
    }
}
