using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A watch, read change by change, with all that it has shown.</summary>
internal sealed class WatchReader : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly IAsyncEnumerator<DocumentChange> changes;

    /// <param name="client">Through which it watches.</param>
    /// <param name="prefix">How the keys begin.</param>
    /// <param name="options">Where it begins; null: with all there is.</param>
    public WatchReader(DocumentsClient client, string prefix = "", WatchOptions? options = null)
    {
        options ??= new();
        options.Interrupted = _ => Interruptions++;
        options.ResetCompleted = _ => Resets++;
        changes = client.WatchAsync(prefix, options, ending.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>All changes so far, such as <c>key=value</c> and <c>key deleted</c>.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>How often the stream has broken off.</summary>
    public int Interruptions { get; private set; }

    /// <summary>How often the whole state came.</summary>
    public int Resets { get; private set; }

    public async Task<DocumentChange> ReadAsync()
    {
        if (!await changes.MoveNextAsync().AsTask().WaitAsync(HangGuard.Token))
            throw new InvalidOperationException("The watch ended.");
        DocumentChange change = changes.Current;
        Seen.Add(change.IsDeleted ? $"{change.Key} deleted" : $"{change.Key}={change.Document.Text}");
        return change;
    }

    /// <summary>Reads up to a change of the key to the text, or to its deletion where that is null.</summary>
    public async Task<DocumentChange> ReadUntilAsync(string key, string? text)
    {
        while (true)
        {
            DocumentChange change = await ReadAsync();
            if (change.Key == key && (text is null ? change.IsDeleted : !change.IsDeleted && change.Document.Text == text))
                return change;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        try
        {
            await changes.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read that has failed is still under way.
        }
        ending.Dispose();
    }
}
