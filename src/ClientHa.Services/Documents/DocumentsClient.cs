using System.Runtime.CompilerServices;
using System.Text;
using ClientHa.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClientHa.Services;

/// <summary>
/// Reads, writes and watches the documents that all sites hold alike, at whichever site answers. Safe for use by many threads; a
/// program needs one of them.
/// </summary>
/// <remarks>
/// Every call may move to another site. A write carries an operation id of its own, the same on every try, and counts once.
/// A write has been made durable at one site when it is acknowledged, and goes on to the others from there. Until one of them has it the
/// client keeps it too: should its site be lost, it hands it to another. A read shows all that the client has read and written before,
/// at whichever site, or says that it does not: see <see cref="SessionBehavior"/>.
/// </remarks>
public sealed partial class DocumentsClient : IDisposable
{
    /// <summary>A value of the greatest size with its key fits into one message, and can be sent again at another site.</summary>
    internal const int ReplayBufferBytes = 2 * DocumentKey.MaxValueBytes;

    private static readonly MethodDescriptor Get = Method("Get");
    private static readonly MethodDescriptor Put = Method("Put");
    private static readonly MethodDescriptor Delete = Method("Delete");
    private static readonly MethodDescriptor List = Method("List");
    private static readonly MethodDescriptor Watch = Method("Watch");
    private static readonly MethodDescriptor Add = Method("Add");
    private static readonly MethodDescriptor GetCounter = Method("GetCounter");
    private static readonly MethodDescriptor ListCounters = Method("ListCounters");
    private static readonly MethodDescriptor ListConflicts = Method("ListConflicts");

    private readonly ServiceCalls calls;
    private readonly ClientClock clock;
    private readonly DocumentWriter writer;
    private readonly SessionKeeper session;
    private readonly SessionCalls reads;
    private readonly HandOver handOver;

    /// <summary>Calls through a handler of the program's own, which is not disposed with the client.</summary>
    /// <param name="handler">Its <see cref="HaOptions.ReplayBufferBytes"/> bounds what a put may have so that it can move to
    /// another site once it was sent.</param>
    /// <param name="options">Read once.</param>
    public DocumentsClient(HaHttpHandler handler, ServiceClientOptions? options = null)
        : this(handler ?? throw new ArgumentNullException(nameof(handler)), ownsHandler: false, ServiceClientOptions.Check(options))
    {
    }

    /// <summary>Calls the sites behind a URL.</summary>
    /// <param name="url">Such as <c>grpc://ha.test:8001</c>. See <see cref="HaOptions.Url"/>.</param>
    /// <param name="serverCount">See <see cref="HaOptions.ServerCount"/>.</param>
    /// <param name="options">Read once.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The URL or the count will not do.</exception>
    public DocumentsClient(string url, int serverCount = 0, ServiceClientOptions? options = null)
        : this(new HaOptions { Url = url, ServerCount = serverCount, ReplayBufferBytes = ReplayBufferBytes }, options)
    {
    }

    /// <summary>Calls the sites that the options name.</summary>
    /// <param name="sites">Read once. Its <see cref="HaOptions.ReplayBufferBytes"/> bounds what a put may have so that it can move
    /// to another site once it was sent.</param>
    /// <param name="options">Read once.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Lists everything that is wrong with the
    /// sites.</exception>
    public DocumentsClient(HaOptions sites, ServiceClientOptions? options = null)
        : this(ServiceClientOptions.Check(options).Handler(sites), ownsHandler: true, ServiceClientOptions.Check(options))
    {
    }

    private DocumentsClient(HaHttpHandler handler, bool ownsHandler, ServiceClientOptions options)
    {
        calls = new ServiceCalls(handler, ownsHandler, options, typeof(DocumentsClient));
        clock = new ClientClock(options.TimeProvider);
        session = new SessionKeeper(options);
        ILogger logger = options.LoggerFactory?.CreateLogger<DocumentsClient>() ?? (ILogger)NullLogger.Instance;
        DroppedWrites drops = new(options.WriteDropped, logger);
        handOver = new HandOver(calls, session, drops, logger);
        reads = new SessionCalls(calls, session, handOver, options, logger);
        writer = new DocumentWriter(calls, clock, new WriteSession(session, reads, handOver, drops, options, logger), logger);
    }

    /// <summary>What the calls go through: its <see cref="HaHttpHandler.Status"/> says which site answers.</summary>
    public HaHttpHandler Handler => calls.Handler;

    /// <summary>Reads a document.</summary>
    /// <param name="key">1 to 512 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The document; null where there is none.</returns>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public async Task<Document?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        (await ReadAsync(key, cancellationToken).ConfigureAwait(false)).Document;

    /// <summary>Reads a document, and says whether what was found may be behind what this client has read and written before, also where
    /// there is none.</summary>
    /// <param name="key">1 to 512 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public async Task<DocumentReading> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        DocumentKey.Check(key);
        (GetResponse response, bool isStale) = await reads.ReadAsync<GetResponse>(
            Get, session => new GetRequest { Key = key, Session = session }, response => response.Site, cancellationToken).ConfigureAwait(false);
        clock.Follow(response.Clock);
        return new DocumentReading(response.Document is null ? null : Messages.Read(response.Document, isStale), isStale);
    }

    /// <summary>Writes a document, over what is there.</summary>
    /// <param name="key">1 to 512 bytes of UTF-8.</param>
    /// <param name="value">Up to 1 MiB. The bytes must stay as they are until the call has ended.</param>
    /// <param name="condition">What must hold; null: nothing.</param>
    /// <param name="cancellationToken">Ends the wait; the write may have been accepted.</param>
    /// <exception cref="DocumentConflictException">The condition did not hold: nothing was written.</exception>
    /// <exception cref="OutcomeUnknownException">The condition did not hold at a later try: an earlier one may have written.</exception>
    /// <exception cref="HaCallException">No site answered with success. After <see cref="HaStatusCode.Unavailable"/> and
    /// <see cref="HaStatusCode.DeadlineExceeded"/> the write may have been accepted.</exception>
    public Task<WriteResult> PutAsync(
        string key, ReadOnlyMemory<byte> value, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        DocumentKey.Check(key);
        DocumentKey.CheckValue(value);
        ByteString bytes = UnsafeByteOperations.UnsafeWrap(value);
        return writer.WriteAsync(
            Put, key, identity => new PutRequest { Key = key, Value = bytes, Identity = identity, Condition = Messages.Write(condition) },
            cancellationToken);
    }

    /// <summary>Writes a document of UTF-8 text.</summary>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, WriteCondition?, CancellationToken)"/>
    public Task<WriteResult> PutAsync(
        string key, string value, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return PutAsync(key, Encoding.UTF8.GetBytes(value), condition, cancellationToken);
    }

    /// <summary>Deletes a document. That there is none is no error, unless the condition says so.</summary>
    /// <param name="key">1 to 512 bytes of UTF-8.</param>
    /// <param name="condition">What must hold; null: nothing.</param>
    /// <param name="cancellationToken">Ends the wait; the deletion may have been accepted.</param>
    /// <exception cref="DocumentConflictException">The condition did not hold: nothing was deleted.</exception>
    /// <exception cref="OutcomeUnknownException">The condition did not hold at a later try: an earlier one may have deleted.</exception>
    /// <exception cref="HaCallException">As for a put.</exception>
    public Task<WriteResult> DeleteAsync(string key, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        DocumentKey.Check(key);
        return writer.WriteAsync(
            Delete, key, identity => new DeleteRequest { Key = key, Identity = identity, Condition = Messages.Write(condition) },
            cancellationToken);
    }

    /// <summary>
    /// Writes that lost to a concurrent one, the newest first, as the site that answers has seen them: two programs wrote the same
    /// document, and neither had seen what the other wrote. Sites keep them for 30 days, at most 10,000 and 32 MiB of them.
    /// </summary>
    /// <param name="prefix">How the keys of their documents begin; empty: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public IAsyncEnumerable<DocumentConflict> ListConflictsAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        DocumentKey.CheckPrefix(prefix);
        return ReadConflictsAsync(prefix, cancellationToken);
    }

    /// <summary>
    /// All documents in the order of their keys, read page by page as they are asked for. What is written meanwhile may be among
    /// them or not; <see cref="ListPageAsync"/> has a cursor for a watch that misses nothing.
    /// </summary>
    /// <param name="prefix">How their keys begin; empty: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public IAsyncEnumerable<Document> ListAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        DocumentKey.CheckPrefix(prefix);
        return ReadPagesAsync(prefix, cancellationToken);
    }

    /// <summary>A page of the documents.</summary>
    /// <param name="prefix">How their keys begin; empty: all.</param>
    /// <param name="pageSize">1 to 1,000; 0: 100. A page may hold fewer, because it is bounded in bytes too.</param>
    /// <param name="pageToken">The last page's <see cref="DocumentPage.NextPageToken"/>; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public async Task<DocumentPage> ListPageAsync(
        string prefix = "", int pageSize = 0, string? pageToken = null, CancellationToken cancellationToken = default)
    {
        DocumentKey.CheckPrefix(prefix);
        if (pageSize is < 0 or > 1000)
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1,000 documents; 0 stands for 100.");
        (ListResponse response, bool isStale) = await reads.ReadAsync<ListResponse>(
            List,
            session => new ListRequest { Prefix = prefix, PageSize = pageSize, PageToken = pageToken ?? "", Session = session },
            response => response.Site,
            cancellationToken).ConfigureAwait(false);
        clock.Follow(response.Clock);
        return new DocumentPage(
            [.. response.Documents.Select(document => Messages.Read(document, isStale))],
            response.NextPageToken.Length == 0 ? null : response.NextPageToken,
            new WatchCursor(response.Cursor))
        {
            IsStale = isStale,
        };
    }

    /// <summary>
    /// Follows the documents: everything that the cursor does not cover, then each change as it happens, for as long as it is
    /// enumerated. It goes on at the next site by itself, without a gap and without a change that comes twice.
    /// </summary>
    /// <remarks>
    /// A slow reader slows the stream; nothing is heaped up. The watch keeps the version of each key that it has seen, some 100
    /// bytes and the key itself, for as long as it lasts. Of writes that follow one another quickly, all come, in an order in which
    /// the last one of a key is its newest; a write that had lost before it came is left out.
    /// </remarks>
    /// <param name="prefix">How their keys begin; empty: all.</param>
    /// <param name="options">Where to begin; null: from the beginning.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="HaCallException">No other try can heal this: an argument that a site refuses, or a caller whom it does
    /// not allow to watch.</exception>
    public IAsyncEnumerable<DocumentChange> WatchAsync(
        string prefix = "", WatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        DocumentKey.CheckPrefix(prefix);
        calls.ThrowIfDisposed();
        return new DocumentWatch(calls, clock, session, Watch, prefix, WatchOptions.Check(options)).RunAsync(cancellationToken);
    }

    /// <summary>Ends the watches, and all else with the handler where it is the client's own.</summary>
    public void Dispose()
    {
        handOver.Dispose();
        calls.Dispose();
    }

    private static MethodDescriptor Method(string name) => DocumentsReflection.Descriptor.Services[0].FindMethodByName(name);

    private async IAsyncEnumerable<Document> ReadPagesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            DocumentPage page = await ListPageAsync(prefix, 0, token, cancellationToken).ConfigureAwait(false);
            foreach (Document document in page.Documents)
                yield return document;
            token = page.NextPageToken;
        }
        while (token is not null);
    }

    private async IAsyncEnumerable<DocumentConflict> ReadConflictsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListConflictsRequest request = new() { Prefix = prefix };
        do
        {
            ListConflictsResponse page = await calls.UnaryAsync<ListConflictsResponse>(ListConflicts, request, cancellationToken).ConfigureAwait(false);
            foreach (ConflictEntry entry in page.Conflicts)
                yield return Messages.Read(entry);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }
}
