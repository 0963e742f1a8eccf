namespace ClientHa.Server;

/// <summary>
/// The documents, for a service that runs in the site's own process: read and written here, without a network in between, and
/// replicated to the other sites as those of any client. <c>builder.AddHaServer()</c> registers it. Safe for use by many threads.
/// </summary>
/// <remarks>
/// What a call shows or confirms is durable at this site. Of two writes of one key at two sites the later one wins at all of them.
/// </remarks>
public interface IHaDocuments
{
    /// <summary>Reads a document.</summary>
    /// <param name="key">1 to <see cref="HaServerOptions.MaxKeyBytes"/> bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The document; null where there is none.</returns>
    /// <exception cref="HaUnavailableException">The site doesn't serve.</exception>
    Task<HaDocument?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes a document, over what is there.</summary>
    /// <param name="key">1 to <see cref="HaServerOptions.MaxKeyBytes"/> bytes of UTF-8.</param>
    /// <param name="value">Up to <see cref="HaServerOptions.MaxValueBytes"/>. The bytes must not change any more: the site keeps
    /// them.</param>
    /// <param name="cancellationToken">Ends the wait; the write may have been accepted.</param>
    /// <returns>The version that was written: see <see cref="HaDocument.Version"/>.</returns>
    /// <exception cref="HaUnavailableException">The site doesn't serve, or its disk is full or read-only.</exception>
    Task<string> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document. That there is none is no error.</summary>
    /// <param name="key">1 to <see cref="HaServerOptions.MaxKeyBytes"/> bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; the deletion may have been accepted.</param>
    /// <returns>The deletion's version.</returns>
    /// <exception cref="HaUnavailableException">The site doesn't serve, or its disk is full or read-only.</exception>
    Task<string> DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds to a counter, which begins at 0. Counters are apart from documents, have keys of their own, and are in no list and no watch.
    /// What is added at different sites at the same time adds up.
    /// </summary>
    /// <param name="key">1 to <see cref="HaServerOptions.MaxKeyBytes"/> bytes of UTF-8.</param>
    /// <param name="delta">What is added; may be negative.</param>
    /// <param name="cancellationToken">Ends the wait; the addition may have been accepted.</param>
    /// <returns>What the counter stands at after it, at this site.</returns>
    /// <exception cref="OverflowException">The counter would pass what 64 bits hold: nothing was added.</exception>
    /// <exception cref="HaUnavailableException">The site doesn't serve, its disk is full, or too many additions have not reached all other
    /// sites.</exception>
    Task<long> AddAsync(string key, long delta = 1, CancellationToken cancellationToken = default);

    /// <summary>Reads a counter.</summary>
    /// <param name="key">1 to <see cref="HaServerOptions.MaxKeyBytes"/> bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it stands at here; 0 where nothing was ever added.</returns>
    /// <exception cref="HaUnavailableException">The site doesn't serve.</exception>
    Task<long> GetCounterAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// All documents in the order of their keys (ordinal), read page by page as they are asked for. What is written meanwhile may be
    /// among them or not.
    /// </summary>
    /// <param name="prefix">How their keys begin; empty: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HaUnavailableException">The site doesn't serve.</exception>
    IAsyncEnumerable<HaDocument> ListAsync(string prefix = "", CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows the documents: everything that the cursor does not cover, then each change as it happens, from whichever site it comes.
    /// Writes that had lost before they came are left out. A slow reader costs no memory.
    /// </summary>
    /// <remarks>The enumeration ends by itself when the site stops.</remarks>
    /// <param name="prefix">How their keys begin; empty: all.</param>
    /// <param name="cursor">Of a change, from any site; null: from the beginning, so that the first changes are all documents that
    /// there are.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ArgumentException">The cursor is none.</exception>
    /// <exception cref="HaUnavailableException">The site doesn't serve.</exception>
    IAsyncEnumerable<HaDocumentChange> WatchAsync(string prefix = "", string? cursor = null, CancellationToken cancellationToken = default);
}
