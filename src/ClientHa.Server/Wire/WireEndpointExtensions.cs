using ClientHa.Server.Security;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ClientHa.Server.Wire;

/// <summary>Binds protobuf services to routes.</summary>
internal static class WireEndpointExtensions
{
    /// <summary>
    /// Serves the methods that <paramref name="configure"/> binds. Any other gRPC call to these endpoints, to this service or to
    /// an unknown one, is answered with UNIMPLEMENTED; requests that are not gRPC are left to the application's other routes.
    /// </summary>
    public static IEndpointConventionBuilder MapWireService(
        this IEndpointRouteBuilder endpoints, ServiceDescriptor service, Action<WireServiceBuilder> configure)
    {
        var builder = new WireServiceBuilder(service, AccessGate.For(service, endpoints.ServiceProvider));
        configure(builder);

        var group = endpoints.MapGroup("");
        foreach (var method in builder.Methods)
            group.Map(method.Path, method.RunAsync).WithDisplayName($"gRPC - {method.Path}").WithMetadata(method);
        if (!endpoints.DataSources.OfType<UnimplementedDataSource>().Any())
            endpoints.DataSources.Add(new UnimplementedDataSource());

        return group;
    }
}
