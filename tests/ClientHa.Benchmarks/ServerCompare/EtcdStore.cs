using System.Net;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Writes;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>Three members of etcd with its own settings. Site 0 is the leader, where it writes fastest; site 1 is another one.</summary>
internal sealed class EtcdStore : IStore
{
    private const int Members = 3;

    private readonly TemporaryFolder folder = TemporaryFolder.Create("etcd");
    private readonly List<SiteProcess> processes = [];
    private IPEndPoint[] members = [];

    public static async Task<IStore> StartAsync()
    {
        EtcdStore store = new();
        try
        {
            await store.LaunchAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<IWriter> ConnectAsync(int site) => Task.FromResult<IWriter>(new EtcdClient(members[site]));

    public Task<IAsyncDisposable> WatchAsync(int site, string prefix, Action<string, ReadOnlyMemory<byte>> seen) =>
        Watching.BeginAsync(async (begun, end) =>
        {
            await using EtcdClient client = new(members[site]);
            await client.WatchAsync(prefix, begun, seen, end);
        });

    public async ValueTask DisposeAsync()
    {
        foreach (SiteProcess process in processes)
            await process.DisposeAsync();
        await folder.DisposeAsync();
    }

    private async Task LaunchAsync()
    {
        int[] clients = [.. Enumerable.Range(0, Members).Select(_ => FreePort.Find())];
        int[] peers = [.. Enumerable.Range(0, Members).Select(_ => FreePort.Find())];
        string cluster = string.Join(',', peers.Select((port, member) => $"member{member}=http://127.0.0.1:{port}"));
        for (int member = 0; member < Members; member++)
        {
            string client = $"http://127.0.0.1:{clients[member]}", peer = $"http://127.0.0.1:{peers[member]}";
            processes.Add(SiteProcess.Start(
                "etcd", "--name", $"member{member}", "--data-dir", folder.In($"member{member}"), "--initial-cluster", cluster,
                "--listen-client-urls", client, "--advertise-client-urls", client,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--log-level", "error"));
        }
        members = [.. clients.Select(port => new IPEndPoint(IPAddress.Loopback, port))];
        int leader = await FindLeaderAsync();
        (members[0], members[leader]) = (members[leader], members[0]);
    }

    private async Task<int> FindLeaderAsync()
    {
        while (true)
        {
            for (int member = 0; member < Members; member++)
            {
                await using EtcdClient client = new(members[member]);
                try
                {
                    if ((await client.StatusAsync()).Leads)
                        return member;
                }
                catch (Wire.WireException)
                {
                    // It doesn't listen yet.
                }
            }
            await Task.Delay(100);
        }
    }
}
