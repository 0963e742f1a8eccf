using System.Net;

namespace ClientHa.Wire;

/// <summary>
/// The status of an HTTP answer that carries no <c>grpc-status</c>, as proxies send them
/// (grpc/doc/http-grpc-status-mapping.md).
/// </summary>
internal static class HttpStatusMapping
{
    public static WireStatusCode ToStatusCode(HttpStatusCode httpStatus) => httpStatus switch
    {
        HttpStatusCode.BadRequest => WireStatusCode.Internal,
        HttpStatusCode.Unauthorized => WireStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => WireStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => WireStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests => WireStatusCode.Unavailable,
        HttpStatusCode.BadGateway => WireStatusCode.Unavailable,
        HttpStatusCode.ServiceUnavailable => WireStatusCode.Unavailable,
        HttpStatusCode.GatewayTimeout => WireStatusCode.Unavailable,
        _ => WireStatusCode.Unknown,
    };
}
