using Microsoft.AspNetCore.Routing;

namespace ClientHa.Server.Wire;

/// <summary>The methods of the site's services that have a route in this application.</summary>
internal sealed class ServedMethods(IEnumerable<EndpointDataSource> routes)
{
    private WireServerMethod[]? all;

    /// <summary>In the order of their paths. Complete once the application has started.</summary>
    public IReadOnlyList<WireServerMethod> All => all ??=
    [
        .. routes.SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<WireServerMethod>())
            .OfType<WireServerMethod>()
            .OrderBy(method => method.Path, StringComparer.Ordinal),
    ];
}
