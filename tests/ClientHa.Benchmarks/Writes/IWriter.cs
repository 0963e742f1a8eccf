namespace ClientHa.Benchmarks.Writes;

/// <summary>One client of a store, with a connection of its own. A write has ended when it is durable.</summary>
internal interface IWriter : IAsyncDisposable
{
    Task WriteAsync(string key, ReadOnlyMemory<byte> value);
}
