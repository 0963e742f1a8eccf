using System.Collections.Concurrent;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// Clients that write a new key each time, many calls at once, and go on when calls fail, until they are told to stop. Every
/// acknowledged write must be there in the end; of the others, nobody knows.
/// </summary>
internal sealed class AcknowledgedWrites : IAsyncDisposable
{
    private const int WritersPerClient = 8;

    private readonly ConcurrentDictionary<string, DocumentVersion> acknowledged = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly string name;
    private readonly byte[] value;
    private readonly Task[] writers;
    private int count;

    private AcknowledgedWrites(IReadOnlyList<DocumentsClient> clients, string name, int valueBytes)
    {
        this.name = name;
        value = new byte[valueBytes];
        writers = [.. clients.SelectMany(client => Enumerable.Range(0, WritersPerClient).Select(_ => Task.Run(() => WriteAsync(client))))];
    }

    /// <summary>How many there have been so far.</summary>
    public int Acknowledged => acknowledged.Count;

    public static AcknowledgedWrites Start(IReadOnlyList<DocumentsClient> clients, string name = "writes", int valueBytes = 16) =>
        new(clients, name, valueBytes);

    /// <summary>Waits until so many more have been acknowledged.</summary>
    public async Task WaitForAsync(int more)
    {
        int target = Acknowledged + more;
        await Eventually.UntilAsync(() => Task.FromResult(Acknowledged >= target), () => $"{Acknowledged} writes were acknowledged, {target} are waited for");
    }

    /// <summary>Ends the writers, and gives up what is not answered.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(writers).WaitAsync(HangGuard.Token);
    }

    /// <summary>The keys of all writes that were acknowledged.</summary>
    public IReadOnlyCollection<string> Keys => [.. acknowledged.Keys];

    /// <summary>All that was acknowledged before this call is at a site.</summary>
    public async Task AssertThereAsync(DocumentsClient client)
    {
        string[] lost = await MissingAsync(client);
        Assert.True(lost.Length == 0, $"Of {Acknowledged} acknowledged writes {lost.Length} are lost: {string.Join(", ", lost.Take(10))}");
    }

    /// <summary>What was acknowledged before this call and is not at a site.</summary>
    public async Task<string[]> MissingAsync(DocumentsClient client)
    {
        KeyValuePair<string, DocumentVersion>[] expected = [.. acknowledged];
        Dictionary<string, DocumentVersion> there = new(StringComparer.Ordinal);
        await foreach (Document document in client.ListAsync(name + "/", HangGuard.Token))
            there.Add(document.Key, document.Version);
        return [.. expected.Where(each => !there.TryGetValue(each.Key, out DocumentVersion version) || version != each.Value).Select(each => each.Key)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task WriteAsync(DocumentsClient client)
    {
        while (!stopping.IsCancellationRequested)
        {
            string key = $"{name}/{Interlocked.Increment(ref count):0000000}";
            try
            {
                acknowledged[key] = (await client.PutAsync(key, value, null, stopping.Token)).Version;
            }
            catch (Exception exception) when (exception is HaCallException or OperationCanceledException)
            {
                // The site is away. The next write waits for it, or fails like this one.
            }
        }
    }
}
