namespace ClientHa.Server.Sites;

/// <summary>
/// What an operator ought to see to, although the site works: one sentence for each topic, until it is taken back. May be used from any
/// thread.
/// </summary>
internal sealed class SiteWarnings
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> sentences = new(StringComparer.Ordinal);

    public IReadOnlyList<string> All
    {
        get
        {
            lock (gate)
                return [.. sentences.Values];
        }
    }

    /// <param name="topic">The same for one matter: a later sentence takes the place of the earlier one.</param>
    /// <param name="sentence">What is the matter, and the remedy. Null: nothing any more.</param>
    public void Set(string topic, string? sentence)
    {
        lock (gate)
        {
            if (sentence is null)
                sentences.Remove(topic);
            else
                sentences[topic] = sentence;
        }
    }
}
