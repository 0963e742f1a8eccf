using System.Net;
using ClientHa.Benchmarks.Writes;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Masters;

/// <summary>One of our sites, without a peer: nothing shows anywhere else.</summary>
internal sealed class LoneStore(TemporaryFolder folder, MasterSite site) : IStore
{
    public static async Task<IStore> StartAsync()
    {
        TemporaryFolder folder = TemporaryFolder.Create("lone");
        LoneStore store = new(folder, MasterSite.Launch(0, folder.In("site0"), new(IPAddress.Loopback, FreePort.Find())));
        await store.ServingAsync();
        return store;
    }

    public Task<IWriter> ConnectAsync(int _) => Task.FromResult<IWriter>(new DocumentWriter(site.Documents()));

    public Task<IAsyncDisposable> WatchAsync(int _, string prefix, Action<string, ReadOnlyMemory<byte>> seen) =>
        throw new NotSupportedException("There is no other site at which a write could show.");

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await folder.DisposeAsync();
    }

    private Task ServingAsync() => site.ServingAsync();
}
