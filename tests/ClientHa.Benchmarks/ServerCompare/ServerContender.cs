using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Writes;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>A replicated store, and how it is written to.</summary>
/// <param name="Id">For the command line.</param>
/// <param name="Name">For people.</param>
/// <param name="LoadSites">Where the clients of the full load write.</param>
/// <param name="StartAsync">Starts it, on fresh disks.</param>
internal sealed record ServerContender(string Id, string Name, int[] LoadSites, Func<Task<IStore>> StartAsync)
{
    private const int FewConnections = 4;

    private static IReadOnlyList<(string Command, string Package)> Etcd { get; } = [("etcd --version", "etcd-server")];

    /// <summary>Commands that succeed where it is installed, and the package that brings each.</summary>
    public IReadOnlyList<(string Command, string Package)> Needs { get; init; } = [];

    /// <summary>It replicates to nobody, or another row says how it does.</summary>
    public bool IsWrittenOnly { get; init; }

    /// <summary>How many connections the clients of the full load share.</summary>
    public int Connections { get; init; } = ClosedWrites.Clients;

    public static IReadOnlyList<ServerContender> All { get; } =
    [
        new("clientha", "ClientHa, two sites, written at one", [0], StartClientHaAsync),
        new("clientha-both", "ClientHa, two sites, written at both", [0, 1], StartClientHaAsync),
        new("clientha-one", "ClientHa, one site", [0], LoneStore.StartAsync) { IsWrittenOnly = true },
        new("clientha-one-shared", "the same, by 4 connections", [0], LoneStore.StartAsync) { IsWrittenOnly = true, Connections = FewConnections },
        new("etcd", "etcd 3.4, three members, written at the leader", [0], EtcdStore.StartAsync) { Needs = Etcd },
        new("etcd-shared", "the same, by 4 connections", [0], EtcdStore.StartAsync) { Needs = Etcd, IsWrittenOnly = true, Connections = FewConnections },
        new("bucardo", "PostgreSQL 15 + Bucardo 5.6, two sites, written at both", [0, 1], () => BucardoStore.StartAsync(isTuned: false)) { Needs = BucardoStore.Needs },
        new("bucardo-tuned", "the same, sleeps tuned", [0, 1], () => BucardoStore.StartAsync(isTuned: true)) { Needs = BucardoStore.Needs },
    ];

    /// <summary>What it lacks on this machine; null if nothing.</summary>
    public async Task<string?> MissingAsync()
    {
        foreach ((string command, string package) in Needs)
        {
            if ((await Command.TryAsync("sh", "-c", command)).Code != 0)
                return $"{package} is not installed";
        }
        return null;
    }

    private static async Task<IStore> StartClientHaAsync() => new MasterStore(await MasterPair.StartAsync());
}
