using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Server.Http;

/// <summary>The port for operators and load balancers, told from the others by a mark on its connections.</summary>
internal sealed class OperatorEndPoint
{
    private static readonly OperatorEndPoint Instance = new();

    public static void Mark(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(Instance);
            return next(connection);
        });
    }

    public static bool IsOf(HttpContext http) => http.Features.Get<OperatorEndPoint>() is not null;
}
