using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.V1;
using ClientHa.Wire;
using OperationKind = ClientHa.Core.Replication.OperationKind;
using StoredDocument = ClientHa.Core.Replication.StoredDocument;

namespace ClientHa.Server.Documents;

/// <summary>The documents for services of the same process: asks the replica as <see cref="DocumentsService"/> does for clients.</summary>
internal sealed class LocalDocuments(IReplicaAccess access) : IHaDocuments
{
    private const int PageSize = 100;
    private const int MaxPageBytes = 1024 * 1024;

    public async Task<HaDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        var found = await AskAsync(() => access.Open().AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, key), cancellationToken)).ConfigureAwait(false);
        return found.Document is { } document ? Read(document) : null;
    }

    public Task<string> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        if (access.Limits.FaultOfValue(value.Length) is { } fault)
            throw new ArgumentException(fault, nameof(value));
        return WriteAsync(OperationKind.Put, key, value, cancellationToken);
    }

    public Task<string> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        return WriteAsync(OperationKind.Delete, key, default, cancellationToken);
    }

    public async Task<long> AddAsync(string key, long delta = 1, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        WriteRequest request = new(OperationKind.Add, key, CounterNumber.Write(delta), access.NewId(), Stamp: 0, Restamped: false, Attempt: 0, Condition: null);
        ReplicaReply.Written written = await AskAsync(() => access.WriteAsync(request, cancellationToken)).ConfigureAwait(false);
        return written.Outcome switch
        {
            WriteOutcome.Accepted => CounterNumber.Read(written.Result!.Result),
            WriteOutcome.Overflow => throw new OverflowException(CounterFaults.Overflow(request)),
            // Its id and its time are the site's own: nothing else can be wrong with it.
            _ => throw new HaUnavailableException(CounterFaults.Full(access.Rules)),
        };
    }

    public async Task<long> GetCounterAsync(string key, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        var counter = await AskAsync(() => access.Open().AskAsync<ReplicaReply.Counter>(call => new ReplicaInput.GetCounter(call, key), cancellationToken)).ConfigureAwait(false);
        return counter.Total;
    }

    public async IAsyncEnumerable<HaDocument> ListAsync(string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ReplicaReply.Page? page = null;
        do
        {
            string? after = page?.Documents[^1].Key;
            page = await AskAsync(() => access.Open().AskAsync<ReplicaReply.Page>(
                call => new ReplicaInput.List(call, prefix, after, PageSize, MaxPageBytes), cancellationToken)).ConfigureAwait(false);
            foreach (StoredDocument document in page.Documents)
                yield return Read(document);
        }
        while (page.HasMore);
    }

    public IAsyncEnumerable<HaDocumentChange> WatchAsync(string prefix = "", string? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        try
        {
            return WatchAsync(prefix, cursor, Cursor.Parse(cursor ?? ""), cancellationToken);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException(fault.Message, nameof(cursor), fault);
        }
    }

    private async IAsyncEnumerable<HaDocumentChange> WatchAsync(
        string prefix, string? cursor, VersionVector from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<WatchResponse> responses = new DocumentWatch(access, prefix).RunAsync(from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (responses.ConfigureAwait(false))
        {
            while (await AskAsync(() => responses.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                WatchResponse response = responses.Current;
                string? next = response.Cursor.IsEmpty ? cursor : Cursor.Print(response.Cursor);
                if (response.Reset)
                    yield return new(HaDocumentChangeKind.Reset, null, cursor);
                Change[] changes = [.. response.Changes.Where(change => !change.Superseded)];
                for (int index = 0; index < changes.Length; index++)
                    yield return Read(changes[index], index == changes.Length - 1 && !response.ResetComplete ? next : cursor);
                cursor = next;
                if (response.ResetComplete)
                    yield return new(HaDocumentChangeKind.ResetComplete, null, cursor);
            }
        }
    }

    private async Task<string> WriteAsync(OperationKind kind, string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        // Without a stamp of its own and without a condition it is always accepted, with a stamp above all that is here.
        WriteRequest request = new(kind, key, value, access.NewId(), Stamp: 0, Restamped: false, Attempt: 0, Condition: null);
        ReplicaReply.Written written = await AskAsync(() => access.WriteAsync(request, cancellationToken)).ConfigureAwait(false);
        return VersionText.Print(written.Result!.Version);
    }

    private void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (access.Limits.FaultOfKey(key) is { } fault)
            throw new ArgumentException(fault, nameof(key));
    }

    /// <summary>What a site says to clients who can go elsewhere, in words for a service that cannot.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (WireException refusal)
        {
            throw new HaUnavailableException(refusal.Status.Detail, refusal);
        }
        catch (Exception exception) when (exception is ChannelClosedException or ObjectDisposedException or IOException)
        {
            throw new HaUnavailableException("This site stops, or its log cannot be written any more.", exception);
        }
    }

    private static HaDocument Read(StoredDocument document) => new(document.Key, document.Value, VersionText.Print(document.Version));

    private static HaDocumentChange Read(Change change, string? cursor) => new(
        change.Deleted ? HaDocumentChangeKind.Delete : HaDocumentChangeKind.Put,
        new(change.Document.Key, change.Document.Value.Memory, VersionText.Print(Codec.Read(change.Document.Version))),
        cursor);
}
