using ClientHa.Benchmarks.Writes;
using ClientHa.Services;

namespace ClientHa.Benchmarks.Masters;

/// <summary>Our two sites, through the clients that programs use.</summary>
internal sealed class MasterStore(MasterPair pair) : IStore
{
    public Task<IWriter> ConnectAsync(int site) => Task.FromResult<IWriter>(new DocumentWriter(pair[site].Documents()));

    public Task<IAsyncDisposable> WatchAsync(int site, string prefix, Action<string, ReadOnlyMemory<byte>> seen) =>
        Watching.BeginAsync(async (begun, end) =>
        {
            using DocumentsClient client = pair[site].Documents();
            WatchOptions options = new() { FromNow = true, CursorMoved = _ => begun() };
            await foreach (DocumentChange change in client.WatchAsync(prefix, options, end))
                seen(change.Key, change.Document.Value);
        });

    public ValueTask DisposeAsync() => pair.DisposeAsync();
}
