using ClientHa.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClientHa.Testing;

/// <summary>How a cluster is run. The defaults are for the fastest tests.</summary>
public sealed class HaClusterOptions
{
    /// <summary>
    /// Whether the sites of our server are real processes, which SIGKILL and SIGSTOP reach, instead of running in this one. Not for an
    /// application that was given as lambdas: give a command line for it. Default: false.
    /// </summary>
    public bool Processes { get; set; }

    /// <summary>
    /// Sets options of our server, for each site. What the cluster decides stays as it is: the number, the addresses, the peers and
    /// the data directory. Default: none, that is the server's own but for a drain of 0.2 s.
    /// </summary>
    public Action<HaServerOptions>? ConfigureServer { get; set; }

    /// <summary>
    /// Configures where an application listens that runs in process: other protocols, TLS. Default: none, that is HTTP/2 without TLS,
    /// as gRPC needs it.
    /// </summary>
    /// <example><c>options.Listen = listen =&gt; listen.Protocols = HttpProtocols.Http1;</c></example>
    public Action<ListenOptions>? Listen { get; set; }

    /// <summary>
    /// Where the <see cref="HaCluster.History"/> is written when the cluster is disposed of after an assertion of xunit, NUnit or
    /// MSTest has failed in the test that started it. Default: null, that is standard error.
    /// </summary>
    /// <example><c>options.Output = testOutputHelper.WriteLine;</c></example>
    public Action<string>? Output { get; set; }

    /// <summary>How long a site may take to be ready. Default: 30 seconds.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a site that is asked to stop may take; then it is killed. Default: 30 seconds.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
