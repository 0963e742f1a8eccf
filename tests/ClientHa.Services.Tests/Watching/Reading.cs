namespace ClientHa.Services.Tests.Watching;

/// <summary>A watch that is read change by change, as a test needs it.</summary>
internal sealed class Reading(IAsyncEnumerable<DocumentChange> changes) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<DocumentChange> enumerator = changes.GetAsyncEnumerator(HangGuard.Token);

    public async Task<DocumentChange> NextAsync()
    {
        if (!await enumerator.MoveNextAsync())
            throw new InvalidOperationException("The watch ended, and a watch never ends by itself.");
        return enumerator.Current;
    }

    /// <summary>The next changes in short: <c>key=text</c>, or <c>key-</c> for a deletion.</summary>
    public async Task<string> NextAsync(int count)
    {
        List<string> texts = [];
        while (texts.Count < count)
        {
            DocumentChange change = await NextAsync();
            texts.Add(change.IsDeleted ? $"{change.Key}-" : $"{change.Key}={change.Document.Text}");
        }
        return string.Join(' ', texts);
    }

    public ValueTask DisposeAsync() => enumerator.DisposeAsync();
}
