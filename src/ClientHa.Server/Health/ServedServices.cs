using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ClientHa.Server.Health;

/// <summary>
/// The services that have a route in this application, whichever library has mapped them: gRPC's paths are
/// <c>/package.Service/Method</c>.
/// </summary>
internal sealed class ServedServices(IEnumerable<EndpointDataSource> routes)
{
    /// <summary>By its full name; upper and lower case differ, as in gRPC.</summary>
    public bool Contains(string service) =>
        routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Any(route => NameOf(route.RoutePattern) == service);

    private static string? NameOf(RoutePattern pattern) =>
        pattern.PathSegments is [{ IsSimple: true } service, { IsSimple: true } method]
            && service.Parts[0] is RoutePatternLiteralPart name && method.Parts[0] is RoutePatternLiteralPart
                ? name.Content
                : null;
}
