using System.Collections.Immutable;
using System.Net;
using ClientHa.Server.Security;
using ClientHa.Server.Sessions;
using ClientHa.Server.Sites;

namespace ClientHa.Server.Hosting;

/// <summary>The checked <see cref="HaServerOptions"/>.</summary>
internal sealed record ServerPlan
{
    public required int Site { get; init; }

    public required ImmutableArray<IPEndPoint> Listen { get; init; }

    /// <summary>Empty where it is off, or where <see cref="ListensForPages"/>.</summary>
    public required ImmutableArray<IPEndPoint> Http { get; init; }

    /// <summary>Whether the site's pages are to be had where it listens for gRPC: TLS lets the two agree on what they speak.</summary>
    public bool ListensForPages { get; init; }

    /// <summary>A full path.</summary>
    public required string DataDirectory { get; init; }

    public required ImmutableArray<DnsEndPoint> Peers { get; init; }

    public required bool Found { get; init; }

    public bool AcceptClock { get; init; }

    public required TimeSpan DrainPeriod { get; init; }

    public required TimeSpan HeartbeatInterval { get; init; }

    public required int MaxValueBytes { get; init; }

    public required int MaxKeyBytes { get; init; }

    public SecurityPlan Security { get; init; } = SecurityPlan.None;

    public SiteLimits Limits { get; init; } = new();

    public StoreLimits Store { get; init; } = new();

    public SessionTimes Sessions { get; init; } = SessionTimes.Default;

    /// <summary>What an operator ought to know, and what is no fault.</summary>
    public required ImmutableArray<string> Notes { get; init; }
}
