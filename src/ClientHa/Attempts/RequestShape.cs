using System.Net;
using ClientHa.Configuration;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>What the application speaks, learned from its requests: a probe speaks the same.</summary>
internal sealed record RequestShape(bool IsGrpc, Version Version, HttpVersionPolicy VersionPolicy)
{
    /// <summary>Until the first request.</summary>
    public static readonly RequestShape Grpc = new(IsGrpc: true, HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

    public bool Fits(HttpRequestMessage request, bool isGrpc) =>
        isGrpc == IsGrpc && request.Version == Version && request.VersionPolicy == VersionPolicy;

    public HttpRequestMessage Probe(HaPlan plan, Site site)
    {
        bool isHealthCheck = IsGrpc && plan.ProbePath is null;
        HttpRequestMessage request = isHealthCheck
            ? new(HttpMethod.Post, site.Uris.Of(GrpcHealth.Path)) { Content = GrpcHealth.Request() }
            : new(HttpMethod.Get, site.Uris.Of(plan.ProbePath ?? "/"));
        request.Version = Version;
        request.VersionPolicy = VersionPolicy;
        request.Headers.Host = plan.Tls.ServerName is { } serverName ? $"{serverName}:{site.Name.Port}" : null;
        if (isHealthCheck)
            request.Headers.TE.ParseAdd("trailers");
        return request;
    }
}
