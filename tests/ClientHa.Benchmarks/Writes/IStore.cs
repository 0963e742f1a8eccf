namespace ClientHa.Benchmarks.Writes;

/// <summary>A store at several sites: ours, or one that it is compared with.</summary>
internal interface IStore : IAsyncDisposable
{
    Task<IWriter> ConnectAsync(int site);

    /// <summary>Tells of each write under the prefix that shows at a site. It has begun when the task ends, and goes on until it is disposed of.</summary>
    Task<IAsyncDisposable> WatchAsync(int site, string prefix, Action<string, ReadOnlyMemory<byte>> seen);
}
