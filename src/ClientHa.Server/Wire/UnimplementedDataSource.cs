using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace ClientHa.Server.Wire;

/// <summary>The route of all gRPC calls that no other route takes. There is one, however many services are mapped.</summary>
internal sealed class UnimplementedDataSource : EndpointDataSource
{
    public override IReadOnlyList<Endpoint> Endpoints { get; } = [CreateEndpoint()];

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    private static RouteEndpoint CreateEndpoint()
    {
        var pattern = RoutePatternFactory.Parse(
            "/{service}/{method}", defaults: null, parameterPolicies: new RouteValueDictionary { ["service"] = new GrpcOnly() });
        return new RouteEndpoint(Unimplemented.RunAsync, pattern, order: int.MaxValue, EndpointMetadataCollection.Empty, "gRPC - unimplemented");
    }

    /// <summary>An application's own two-segment paths are none of ours.</summary>
    private sealed class GrpcOnly : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && WireContentType.IsGrpc(httpContext.Request.ContentType);
    }
}
