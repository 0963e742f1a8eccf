using ClientHa.Server.Security;
using ClientHa.Server.Sessions;

namespace ClientHa.Server;

/// <summary>
/// What an operator decides about a site. Bound from the configuration section <c>ClientHa:Server</c>, and checked as a whole
/// when the host starts: an <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> then lists every fault with
/// its value, its range and its remedy.
/// </summary>
/// <remarks>A bare number for a duration is read as seconds: <c>"DrainPeriod": 2</c> is <c>"00:00:02"</c>.</remarks>
public sealed class HaServerOptions
{
    /// <summary>The configuration section that <c>AddHaServer</c> binds: <c>ClientHa:Server</c>.</summary>
    public const string Section = "ClientHa:Server";

    /// <summary>
    /// The site's number, which no other site of the cluster has: clients know site 0 as <c>0.ha.test</c>. Range: 0 to 255.
    /// Default: 0.
    /// </summary>
    public int Site { get; set; }

    /// <summary>
    /// Where the site listens for gRPC, over HTTP/2: <c>address:port</c> with an IP address of this machine, IPv6 in
    /// brackets; <c>0.0.0.0</c> means all IPv4 addresses, <c>[::]</c> all addresses, and port 0 one that the system chooses.
    /// Default: empty, that is <c>127.0.0.1:8001</c>. Beyond loopback an error unless <see cref="Tls"/> and <see cref="Access"/> keep
    /// strangers out, or <see cref="Insecure"/> says that none can come.
    /// </summary>
    public IList<string> Listen { get; set; } = [];

    /// <summary>
    /// Where a load balancer asks <c>GET /ping</c>, over HTTP/1.1: <c>address:port</c>, or <c>off</c>. Default: none, that is each
    /// address of <see cref="Listen"/> with its port less one: <c>127.0.0.1:8000</c>. With <see cref="Tls"/> one port does both: none
    /// is then <see cref="Listen"/> itself.
    /// </summary>
    public string? Http { get; set; }

    /// <summary>
    /// The directory of the site's log and snapshots, made if it is absent. One process uses it, and no site can take over
    /// another's. Required.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// Where the other sites listen for gRPC: <c>host:port</c>, IPv6 in brackets. Not all must be named; those that are must be
    /// of the same cluster. At most 64. Default: empty, that is a site of its own.
    /// </summary>
    public IList<string> Peers { get; set; } = [];

    /// <summary>
    /// Whether a site with an empty directory founds a cluster although some of its <see cref="Peers"/> cannot be reached. It joins
    /// one that it reaches all the same. A site that has data takes no notice. Default: false.
    /// </summary>
    public bool Found { get; set; }

    /// <summary>
    /// Whether the site starts although this machine's clock is behind the time up to which its data was written. For a data directory that was
    /// written with a clock that was wrong: until the time has come other sites wait with what this one writes. And whether a site with an empty
    /// directory takes the state of sites with such data, and does not wait for the time that is written in it. Default: false.
    /// </summary>
    public bool AcceptClock { get; set; }

    /// <summary>
    /// How long a site that stops still serves, while its answers send clients to other sites. Range: 0 to 1 hour. Default: 2
    /// seconds.
    /// </summary>
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often sites that have nothing to say show each other that they live. Range: 10 ms to 1 minute. Default: 1
    /// second.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a read waits here for what its caller has read or written at another site and this one does not have yet; then the
    /// caller is sent elsewhere. Range: 0 to 1 minute. Default: 200 milliseconds.
    /// </summary>
    public TimeSpan SessionWait { get; set; } = SessionTimes.Default.Wait;

    /// <summary>
    /// How long a write that is to be at another site too before it is acknowledged waits for that, where its caller says nothing; then
    /// it is acknowledged as unconfirmed. Range: 1 ms to 1 minute. Default: 1 second.
    /// </summary>
    public TimeSpan WriteConcernTimeout { get; set; } = SessionTimes.Default.Concern;

    /// <summary>The largest value of a document. Range: 1 to 16,777,216 bytes (16 MiB). Default: 1,048,576 bytes (1 MiB).</summary>
    public int MaxValueBytes { get; set; } = 1 << 20;

    /// <summary>The longest key of a document, in UTF-8. Range: 1 to 4,096 bytes. Default: 512 bytes.</summary>
    public int MaxKeyBytes { get; set; } = 512;

    /// <summary>
    /// How many connections the site takes. Calls over one more are sent to another site, those of operators and other sites excepted; at
    /// twice as many a connection is closed at once. Range: 1 to 1,000,000. Default: 10,000.
    /// </summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>
    /// How many calls one connection carries at a time; HTTP/2 makes a client wait with the next. It holds for all addresses of the
    /// program. Range: 1 to 10,000. Default: 100.
    /// </summary>
    public int MaxStreamsPerConnection { get; set; } = SiteLimits.DefaultStreamsPerConnection;

    /// <summary>
    /// How many watches there are at a time, of documents and of health; one more is answered with RESOURCE_EXHAUSTED. Range: 1 to
    /// 1,000,000. Default: 16,384.
    /// </summary>
    public int MaxWatches { get; set; } = 16_384;

    /// <summary>
    /// How many of them one client has: one token or certificate, or one address where it needs neither. Range: 1 to 1,000,000. Default:
    /// 4,096.
    /// </summary>
    public int MaxWatchesPerClient { get; set; } = 4_096;

    /// <summary>
    /// How large a state may be that this site takes over from another one; it is held in memory on its way to the disk. Range: 1,048,576
    /// bytes (1 MiB) and above, or 0. Default: 0, that is a half of the memory that the program may use.
    /// </summary>
    public long MaxStateBytes { get; set; }

    /// <summary>
    /// How large the log may grow where it cannot be cut, because no snapshot can be written, or not in time. Writes are then sent to another
    /// site, until it was cut; by itself it takes some 400 MB. Range: 1,073,741,824 bytes (1 GiB) and above, or 0 for no limit but the
    /// disk's. Default: 17,179,869,184 bytes (16 GiB).
    /// </summary>
    public long MaxLogBytes { get; set; } = 16L << 30;

    /// <summary>The site's certificate, and the authorities whose certificates it believes. Default: none, that is no TLS.</summary>
    public ServerTlsOptions Tls { get; set; } = new();

    /// <summary>Who may do what. Default: callers of the same machine everything, others nothing.</summary>
    public ServerAccessOptions Access { get; set; } = new();

    /// <summary>
    /// Whether the site may listen beyond loopback without TLS, without mutual TLS between sites or without credentials for clients,
    /// because nobody but the sites and their clients can reach it. What is configured of these holds all the same. Default: false.
    /// </summary>
    public bool Insecure { get; set; }
}
