using ClientHa.Benchmarks.Masters;
using ClientHa.Services;

namespace ClientHa.Benchmarks.Writes;

/// <summary>A client of one of our sites.</summary>
internal sealed class DocumentWriter(DocumentsClient client) : IWriter
{
    public static DocumentWriter[] Many(int count, params IReadOnlyList<MasterSite> sites) =>
        [.. Enumerable.Range(0, count).Select(number => new DocumentWriter(sites[number % sites.Count].Documents()))];

    public Task WriteAsync(string key, ReadOnlyMemory<byte> value) => client.PutAsync(key, value);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
