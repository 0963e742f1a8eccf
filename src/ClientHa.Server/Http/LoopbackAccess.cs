using System.Net;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>
/// Where nothing else is configured: whoever sits at this machine may do everything, and nobody else anything.
/// </summary>
internal sealed class LoopbackAccess : IOperatorAccess
{
    private const string Remedy = "open http://127.0.0.1 with this port on the site's own machine, or through a tunnel (ssh -L)";

    public string? Refusal(HttpContext http, OperatorRole role)
    {
        if (http.Connection.RemoteIpAddress is not { } address || !IsLoopback(address))
            return $"This is for the site's own machine only, and you come from {http.Connection.RemoteIpAddress}: {Remedy}.";
        // Behind a proxy of this machine everybody seems to come from it.
        if (http.Request.Headers.ContainsKey("X-Forwarded-For") || http.Request.Headers.ContainsKey("Forwarded"))
            return $"This is for the site's own machine only, and you come through a proxy: {Remedy}.";
        // A page of somebody else's, whose name leads to 127.0.0.1 all of a sudden (DNS rebinding), would pass for one of ours.
        return IsOurName(http.Request.Host.Host)
            ? null
            : $"The name {http.Request.Host.Host} is none by which this site is asked on its own machine: {Remedy}.";
    }

    /// <summary>Beyond its own machine such a site listens only where no stranger can ask.</summary>
    public bool TellsReasons(HttpContext http) => true;

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsOurName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
