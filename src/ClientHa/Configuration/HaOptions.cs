using Polly;

namespace ClientHa;

/// <summary>
/// What an operator decides about a highly available client: which sites there are, and what happens when one fails. Checked as
/// a whole when the client starts: an <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> then lists every
/// fault with its value, its range and its remedy.
/// </summary>
/// <remarks>
/// A bare number in a configuration file means days where .NET reads a <see cref="TimeSpan"/>. No duration here can last a day,
/// so whole days are read as seconds, and the log says so: <c>"ReconnectDelay": 5</c> is 5 seconds, like
/// <c>"00:00:05"</c>.
/// </remarks>
public sealed class HaOptions
{
    /// <summary>
    /// The service's address, such as <c>grpc://ha.test:8001</c>. <c>grpc</c> and <c>http</c> mean HTTP without TLS,
    /// <c>grpcs</c> and <c>https</c> with TLS. A port is required; a path, a query or user info is an error. An IPv6 address
    /// stands in brackets: <c>grpc://[::1]:8001</c>. Required, unless <see cref="Servers"/> is set. Default: none.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// How many sites share the name in <see cref="Url"/>: with <c>2</c>, <c>grpc://ha.test:8001</c> stands for
    /// <c>0.ha.test:8001</c> and <c>1.ha.test:8001</c>. With <c>0</c> the URL is one server, used as it stands. Range: 0 to 64.
    /// Default: 0. An error for a host that is an IP address or already begins with a number, and beside
    /// <see cref="Servers"/>.
    /// </summary>
    public int ServerCount { get; set; }

    /// <summary>
    /// Whether to find out how many sites share the name in <see cref="Url"/>: 0., 1., 2., … are looked up until two names in a
    /// row do not exist, with the first call, every 30 seconds from then on and after a failure. Sites come and go without a call being
    /// cut; the first calls wait for the names up to 2 seconds, and go to 0. and 1. where nobody has answered by then. A name server
    /// that does not answer ends nothing and takes nothing away. At most 64. Default: false. An error beside <see cref="ServerCount"/> or <see cref="Servers"/>, and
    /// for a host that is an IP address or already begins with a number.
    /// </summary>
    public bool DiscoverServers { get; set; }

    /// <summary>
    /// The sites one by one, where they do not follow the numbering scheme: <c>host:port</c>, or URLs like <see cref="Url"/>.
    /// An entry that is repeated has more weight: <c>a:1, a:1, b:1</c> gives <c>a</c> two thirds. All entries have one scheme;
    /// <c>host:port</c> takes that of <see cref="Url"/>, or no TLS without one. Beside a list, <see cref="Url"/> gives only the
    /// scheme and the address that the application uses: no call goes to its host unless the list names it. At most 64
    /// entries. Default: empty. An error beside a <see cref="ServerCount"/> above 0.
    /// </summary>
    public IList<string> Servers { get; set; } = [];

    /// <summary>How calls are spread over the available sites. Default: <see cref="SelectionPolicy.PickFirst"/>.</summary>
    public SelectionPolicy Policy { get; set; } = SelectionPolicy.PickFirst;

    /// <summary>
    /// Which site this client prefers. <c>Stable</c>: drawn from a hash of machine, user and URL, so the same after a restart.
    /// <c>Random</c>: drawn at each start. <c>Ordered</c>: the list's order. <c>Nearest</c>: the one that is
    /// connected to fastest; those within 15 ms of it share as in <c>Stable</c>. Or one site: its name (<c>1.ha.test</c>, or
    /// <c>1.ha.test:8001</c>) or its number, which is the one that its name begins with; where no name begins with a number it
    /// is the place in the list, from 0. Upper and lower case are the same. Default: <c>Stable</c>. An error for a site that
    /// does not exist.
    /// </summary>
    public string FirstChoice { get; set; } = "Stable";

    /// <summary>
    /// How long calls stay away from a site that failed. Range: 0 to 1 hour. Default: 3 minutes.
    /// </summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>When new calls go home to a site that has recovered. Default: <see cref="Failback.WhenIdle"/>.</summary>
    public Failback Failback { get; set; } = Failback.WhenIdle;

    /// <summary>
    /// Which calls may be sent again, to another site, after an attempt failed. Default: <see cref="Replay.Safe"/>.
    /// </summary>
    public Replay Replay { get; set; } = Replay.Safe;

    /// <summary>
    /// Other modes of <see cref="Replay"/> for single methods, by full name as in <see cref="IdempotentMethods"/>. Where several
    /// fit, a name goes before a pattern, and a longer pattern before a shorter one. Default: empty.
    /// </summary>
    public IDictionary<string, Replay> ReplayOverrides { get; set; } = new Dictionary<string, Replay>();

    /// <summary>
    /// The longest time that one attempt may take to its response headers, for callers that set no deadline. Range: 1 ms to
    /// 1 hour. Default: none, that is without a bound.
    /// </summary>
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>
    /// The longest time that connecting to one endpoint may take. A call does not wait for so long: after 250 ms without a sign of life
    /// the next site is connected to as well. Range: 1 ms to 5 minutes. Default: 3 seconds.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a call without a deadline waits while no site answers, before it fails. Range: 0 to 1 hour. Default: 30 seconds.
    /// </summary>
    public TimeSpan NoSiteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The methods whose calls wait for a site for as long as it takes: to their deadline, or without an end where they have
    /// none. Written as in <see cref="IdempotentMethods"/>. A single request asks for the same with the option
    /// "ClientHa.WaitForReady". Default: empty.
    /// </summary>
    public IList<string> WaitForReadyMethods { get; set; } = [];

    /// <summary>
    /// How many bytes of a request are kept, per call, for sending it again; a call that has sent more stays with its site.
    /// Range: 0 to 67,108,864 bytes (64 MiB). Default: 1,048,576 bytes (1 MiB).
    /// </summary>
    public int ReplayBufferBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The methods that may be executed twice without harm, by full name: <c>/clinic.Clinic/GetPatient</c>. A <c>*</c> stands
    /// for any characters but a slash: <c>/clinic.Clinic/Get*</c>. Case matters, as in gRPC. Default: empty.
    /// </summary>
    public IList<string> IdempotentMethods { get; set; } = [];

    /// <summary>
    /// The name servers to ask in place of the system's resolver and its hosts file: <c>ip:port</c>, the port being 53 where
    /// none is given; an IPv6 address with a port stands in brackets. Default: empty, that is the system's resolver.
    /// </summary>
    public IList<string> NameServers { get; set; } = [];

    /// <summary>
    /// The directory in which the last good addresses of the sites are kept, so that a program can start while no name server
    /// answers, in a small file for each service; the number of sites that was discovered too. Used where a name cannot be resolved or
    /// the answer takes longer than 250 ms. Made if it is missing. Several programs may share one. What is wrong with it is logged and
    /// fails no call. Default: none, that is they are kept in memory only.
    /// </summary>
    public string? StateDirectory { get; set; }

    /// <summary>
    /// What a probe GETs: a path, such as <c>/healthz</c>. 200 to 299 means good. It goes for applications that speak gRPC too. Default:
    /// none, that is <c>grpc.health.v1</c> for an application that speaks gRPC; else <c>/</c>, for which any answer but 502, 503
    /// and 504 is good.
    /// </summary>
    public string? ProbePath { get; set; }

    /// <summary>
    /// After how long without a byte an HTTP/2 ping asks whether a connection is alive. Range: 1 second to 1 hour. Default: none,
    /// that is no pings: TCP's own keepalive and probes find a dead site too, and servers in Go and C++ end connections that
    /// ping more often than every 5 minutes (gRFC A8). Idle connections are asked too, so that a NAT does not forget them.
    /// </summary>
    public TimeSpan? KeepAlivePingDelay { get; set; }

    /// <summary>
    /// How long an HTTP/2 ping may go without an answer before the connection is given up. Range: 1 second to 1 hour. Default: 20
    /// seconds. Without an effect where <see cref="KeepAlivePingDelay"/> is none.
    /// </summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Fixes all dice, the drawn first choice included, so that a test can repeat a run. Default: none.
    /// </summary>
    public ulong? Seed { get; set; }

    /// <summary>
    /// Called for each <see cref="SocketsHttpHandler"/> that is made, before its first use: proxies, certificates from the
    /// Windows store, anything else of the platform. Default: none.
    /// </summary>
    public Action<SocketsHttpHandler>? ConfigureSocketsHandler { get; set; }

    /// <summary>
    /// Adds strategies of Polly around the failover: what is added here sees a call as a whole, with all its attempts. What is to see each
    /// attempt is added behind <see cref="HaResiliencePipelineBuilderExtensions.AddFailover"/>. Called once, when the client starts.
    /// Default: none, and then calls pay nothing for it.
    /// </summary>
    public Action<ResiliencePipelineBuilder<HttpResponseMessage>>? ConfigurePipeline { get; set; }

    /// <summary>
    /// How the sites' certificates are checked, and what this client shows. Default: the system's trust and no certificate.
    /// Any value is an error with a scheme that does not use TLS.
    /// </summary>
    public TlsOptions Tls { get; set; } = new();
}
