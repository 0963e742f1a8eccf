using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Server.Http;

/// <summary>The port for operators and load balancers, told from the others by a mark on its connections.</summary>
internal sealed class OperatorEndPoint
{
    private static readonly OperatorEndPoint Instance = new();
    private static readonly OperatorEndPoint Shared = new();

    public static void Mark(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(Instance);
            return next(connection);
        });
    }

    /// <summary>The port is for gRPC and, by the same TLS, for operators.</summary>
    public static void Share(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(Shared);
        return next(connection);
    });

    public static bool IsOf(HttpContext http) => http.Features.Get<OperatorEndPoint>() == Instance;

    /// <summary>Whether a request at a port for both is none of gRPC's.</summary>
    public static bool IsShared(HttpContext http) =>
        http.Features.Get<OperatorEndPoint>() == Shared && !WireContentType.IsGrpc(http.Request.ContentType);
}
