using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Compare;

/// <summary>A way of calling two sites.</summary>
/// <param name="Id">For the command line.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind">What its program is told: a kind of <see cref="LoadClient"/>, or a policy of gRPC.</param>
internal sealed record Contender(string Id, string Name, string Kind)
{
    private const string Python = "/usr/bin/python3";

    /// <summary>The proxy between the clients and the sites, by the name of its configuration; none if null.</summary>
    public string? Proxy { get; init; }

    public bool IsPython { get; init; }

    public bool IsOurs { get; init; }

    /// <summary>Its calls go to both sites, so that half of them meet no fault: it is compared with others that do the same.</summary>
    public bool Spreads { get; init; }

    public static IReadOnlyList<Contender> All { get; } =
    [
        new("clientha", "ClientHa", LoadClient.ClientHa) { IsOurs = true },
        new("clientha-rr", "ClientHa, RoundRobin", LoadClient.ClientHaRoundRobin) { IsOurs = true, Spreads = true },
        new("grpc-pick-first", "gRPC 1.51 pick_first", "pick_first") { IsPython = true },
        new("grpc-round-robin", "gRPC 1.51 round_robin", "round_robin") { IsPython = true, Spreads = true },
        new("haproxy-seed", "HAProxy 2.6, inter 30 s, fall 3", LoadClient.Bare) { Proxy = "haproxy-seed" },
        new("haproxy-best", "HAProxy 2.6, inter 1 s, fall 2", LoadClient.Bare) { Proxy = "haproxy-best" },
        new("bare", "bare handler", LoadClient.Bare),
    ];

    /// <summary>What it lacks on this machine; null if nothing.</summary>
    public async Task<string?> MissingAsync()
    {
        if (IsPython && (await Command.TryAsync(Python, "-c", "import grpc")).Code != 0)
            return "python3-grpcio is not installed";
        if (Proxy is not null && (await Command.TryAsync("haproxy", "-v")).Code != 0)
            return "haproxy is not installed";
        return null;
    }

    public SiteProcessStart Program()
    {
        LoadOptions options = new(Kind, Proxy is null ? SitePair.EndPoints : [HaProxy.EndPoint], SitePair.Second);
        return IsPython
            ? new SiteProcessStart
            {
                FileName = Python,
                Arguments = [PeerFile.Path("grpc_client.py"), .. options.ToArguments()],
                HasInput = true,
            }
            : OwnProgram.Start(["clients", .. options.ToArguments()]);
    }
}
