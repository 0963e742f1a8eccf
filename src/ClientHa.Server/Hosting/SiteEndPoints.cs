using System.Net;
using ClientHa.Server.Http;
using ClientHa.Server.Security;
using ClientHa.Server.Sites;
using ClientHa.Server.Wire;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Hosting;

/// <summary>Where the site listens, beside the application's own addresses.</summary>
internal sealed class SiteEndPoints(
    ServerPlan plan, IOptions<KestrelServerOptions> kestrel, IServer server, IConfiguration configuration, SiteConnections connections,
    ServerSecurity security, ConnectionLimit limit)
{
    private readonly List<ListenOptions> grpc = [];
    private readonly List<ListenOptions> http = [];

    /// <summary>As they are once the server has started: with the ports that the system chose.</summary>
    public IEnumerable<IPEndPoint> Grpc => grpc.Select(EndPointOf);

    /// <inheritdoc cref="Grpc"/>
    public IEnumerable<IPEndPoint> Http => http.Select(EndPointOf);

    /// <summary>Tells Kestrel, which is just about to start.</summary>
    public void Listen()
    {
        KestrelServerOptions options = kestrel.Value;
        if (server.Features.Get<IServerAddressesFeature>() is { } addresses)
            ApplicationUrls.Keep(options, addresses, configuration);

        // An application's own limit holds as long as nobody asks for another one.
        if (plan.Limits.MaxStreamsPerConnection != SiteLimits.DefaultStreamsPerConnection)
            options.Limits.Http2.MaxStreamsPerConnection = plan.Limits.MaxStreamsPerConnection;
        foreach (IPEndPoint endPoint in plan.Listen)
        {
            options.ListenWire(endPoint, listen =>
            {
                limit.Count(listen);
                connections.Count(listen);
                grpc.Add(listen);
                if (plan.ListensForPages)
                    OperatorEndPoint.Share(listen);
                SecureEndPoint.Use(listen, security.Tls);
            });
        }
        foreach (IPEndPoint endPoint in plan.Http)
        {
            options.Listen(endPoint, listen =>
            {
                limit.Count(listen);
                OperatorEndPoint.Mark(listen);
                SecureEndPoint.Use(listen, security.Tls);
                http.Add(listen);
            });
        }
    }

    /// <summary><c>127.0.0.1:8001 (gRPC) and 127.0.0.1:8000 (HTTP)</c>.</summary>
    public override string ToString()
    {
        string tls = security.Tls is null ? "" : ", TLS";
        string[] all =
        [
            .. Grpc.Select(endPoint => $"{endPoint} (gRPC{(plan.ListensForPages ? " and HTTP" : "")}{tls})"),
            .. Http.Select(endPoint => $"{endPoint} (HTTP{tls})"),
        ];
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static IPEndPoint EndPointOf(ListenOptions listen) => listen.IPEndPoint!;
}
