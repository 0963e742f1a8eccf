namespace ClientHa.Core.Replication;

/// <summary>
/// The documents and tombstones in the order of their keys (ordinal): a list of sorted chunks, which is a B-tree of two levels. A
/// million documents are 4,000 chunks; a lookup is some twenty comparisons, and a key behind all others costs no search.
/// </summary>
internal sealed class DocumentTable
{
    private const int ChunkSize = 512;

    private readonly List<Chunk> chunks = [];

    /// <summary>Documents and tombstones.</summary>
    public int Count { get; private set; }

    /// <summary>Documents that are not deleted.</summary>
    public int LiveCount { get; private set; }

    /// <summary>
    /// The sum of the documents' digests: equal states have equal digests, in whatever order they came about. Tombstones don't count,
    /// because sites forget them at different times.
    /// </summary>
    public ulong Digest { get; private set; }

    public StoredDocument? Find(string key)
    {
        (int chunk, int index) = Locate(key);
        return index >= 0 ? chunks[chunk].Items[index] : null;
    }

    /// <summary>Takes the document, unless one of its key with the same or a greater version is there.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Merge(StoredDocument document) => Merge(document, out _);

    /// <inheritdoc cref="Merge(StoredDocument)"/>
    /// <param name="document">What is to be taken.</param>
    /// <param name="previous">What was there, if anything.</param>
    public bool Merge(StoredDocument document, out StoredDocument? previous)
    {
        previous = null;
        (int chunk, int index) = Locate(document.Key);
        if (index >= 0)
        {
            ref StoredDocument place = ref chunks[chunk].Items[index];
            previous = place;
            if (place.Version >= document.Version)
                return false;
            Uncount(place);
            place = document;
        }
        else
        {
            Count++;
            Insert(chunk, ~index, document);
        }
        Digest += document.IsDeleted ? 0 : document.Digest;
        LiveCount += document.IsDeleted ? 0 : 1;
        return true;
    }

    /// <summary>Takes the document or tombstone of a key out, if there is one.</summary>
    public void Remove(string key)
    {
        (int chunk, int index) = Locate(key);
        if (index < 0)
            return;
        Uncount(chunks[chunk].Items[index]);
        Count--;
        chunks[chunk].RemoveAt(index);
        if (chunks[chunk].Count == 0)
            chunks.RemoveAt(chunk);
    }

    /// <summary>What begins with the prefix, behind the key, without tombstones.</summary>
    public IEnumerable<StoredDocument> Range(string prefix, string? after)
    {
        string from = after is not null && string.CompareOrdinal(after, prefix) > 0 ? after : prefix;
        (int chunk, int index) = Locate(from);
        index = index < 0 ? ~index : from == after ? index + 1 : index;
        for (; chunk < chunks.Count; chunk++, index = 0)
        {
            Chunk current = chunks[chunk];
            for (; index < current.Count; index++)
            {
                StoredDocument document = current.Items[index];
                if (!document.Key.StartsWith(prefix, StringComparison.Ordinal))
                    yield break;
                if (!document.IsDeleted)
                    yield return document;
            }
        }
    }

    /// <summary>Everything, tombstones too, as it is now.</summary>
    public StoredDocument[] ToArray()
    {
        StoredDocument[] all = new StoredDocument[Count];
        int at = 0;
        foreach (Chunk chunk in chunks)
        {
            Array.Copy(chunk.Items, 0, all, at, chunk.Count);
            at += chunk.Count;
        }
        return all;
    }

    private void Uncount(StoredDocument document)
    {
        Digest -= document.IsDeleted ? 0 : document.Digest;
        LiveCount -= document.IsDeleted ? 0 : 1;
    }

    private void Insert(int at, int index, StoredDocument document)
    {
        if (chunks.Count == 0)
            chunks.Add(new Chunk());
        Chunk chunk = chunks[at];
        if (chunk.Count == ChunkSize)
        {
            // Keys that grow leave full chunks behind; others leave two halves.
            int keep = at == chunks.Count - 1 && index == ChunkSize ? ChunkSize : ChunkSize / 2;
            chunks.Insert(at + 1, chunk.SplitAt(keep));
            if (index >= keep)
                (chunk, index) = (chunks[at + 1], index - keep);
        }
        chunk.Insert(index, document);
    }

    /// <summary>The chunk and the index in it; the index's complement where the key would be inserted.</summary>
    private (int Chunk, int Index) Locate(string key)
    {
        int low = 0, high = chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            if (string.CompareOrdinal(chunks[middle].Items[0].Key, key) <= 0)
                low = middle;
            else
                high = middle - 1;
        }
        return chunks.Count == 0 ? (0, ~0) : (low, chunks[low].Locate(key));
    }

    private sealed class Chunk
    {
        public readonly StoredDocument[] Items = new StoredDocument[ChunkSize];

        public int Count { get; private set; }

        public int Locate(string key)
        {
            int low = 0, high = Count - 1;
            if (Count > 0 && string.CompareOrdinal(Items[high].Key, key) < 0)
                return ~Count;
            while (low <= high)
            {
                int middle = (low + high) >> 1;
                int order = string.CompareOrdinal(Items[middle].Key, key);
                if (order == 0)
                    return middle;
                if (order < 0)
                    low = middle + 1;
                else
                    high = middle - 1;
            }
            return ~low;
        }

        public void Insert(int index, StoredDocument document)
        {
            Array.Copy(Items, index, Items, index + 1, Count - index);
            Items[index] = document;
            Count++;
        }

        public void RemoveAt(int index)
        {
            Count--;
            Array.Copy(Items, index + 1, Items, index, Count - index);
            Items[Count] = null!;
        }

        public Chunk SplitAt(int keep)
        {
            Chunk rest = new() { Count = Count - keep };
            Array.Copy(Items, keep, rest.Items, 0, rest.Count);
            Array.Clear(Items, keep, rest.Count);
            Count = keep;
            return rest;
        }
    }
}
