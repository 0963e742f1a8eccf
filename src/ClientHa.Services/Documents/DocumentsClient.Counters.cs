using System.Runtime.CompilerServices;
using ClientHa.V1;

namespace ClientHa.Services;

/// <content>Counters: numbers that sites add to at the same time.</content>
public sealed partial class DocumentsClient
{
    /// <summary>
    /// Adds to a counter, which begins at 0. Counters are apart from documents: they have keys of their own and a list of their own, and are
    /// in no watch. Unlike writes of a document, additions at several sites at the same time all count, and each counts once, also where a try
    /// has died with its site after that had accepted it.
    /// </summary>
    /// <param name="key">1 to 512 bytes of UTF-8.</param>
    /// <param name="delta">What is added; may be negative.</param>
    /// <param name="cancellationToken">Ends the wait; the addition may have been accepted.</param>
    /// <exception cref="HaCallException">No site answered with success. After <see cref="HaStatusCode.Unavailable"/> and
    /// <see cref="HaStatusCode.DeadlineExceeded"/> the addition may have been accepted. <see cref="HaStatusCode.OutOfRange"/>: the counter would
    /// pass what 64 bits hold, or the last try came too late to know of the others. <see cref="HaStatusCode.ResourceExhausted"/>: too many
    /// additions have not reached all sites.</exception>
    public async Task<AddResult> AddAsync(string key, long delta = 1, CancellationToken cancellationToken = default)
    {
        DocumentKey.Check(key);
        WriteResponse response = await writer.SendAsync(
            Add, key, identity => new AddRequest { Key = key, Delta = delta, Identity = identity }, cancellationToken).ConfigureAwait(false);
        return new AddResult(response.Total, Messages.Read(response.Version)) { IsUnconfirmed = response.Unconfirmed };
    }

    /// <summary>Reads a counter.</summary>
    /// <param name="key">1 to 512 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it stands at, at the site that answers; 0 where nothing was ever added.</returns>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public async Task<long> GetCounterAsync(string key, CancellationToken cancellationToken = default) =>
        (await ReadCounterAsync(key, cancellationToken).ConfigureAwait(false)).Total;

    /// <summary>Reads a counter, and says whether what was found may be behind what this client has read and added before.</summary>
    /// <inheritdoc cref="GetCounterAsync"/>
    public async Task<CounterReading> ReadCounterAsync(string key, CancellationToken cancellationToken = default)
    {
        DocumentKey.Check(key);
        (GetCounterResponse response, bool isStale) = await reads.ReadAsync<GetCounterResponse>(
            GetCounter, session => new GetCounterRequest { Key = key, Session = session }, response => response.Site, cancellationToken).ConfigureAwait(false);
        clock.Follow(response.Clock);
        return new CounterReading(response.Total, isStale);
    }

    /// <summary>
    /// All counters that do not stand at 0, in the order of their keys, read page by page as they are asked for. What is added meanwhile may be
    /// among them or not.
    /// </summary>
    /// <param name="prefix">How their keys begin; empty: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HaCallException">No site answered with success.</exception>
    public IAsyncEnumerable<Counter> ListCountersAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        DocumentKey.CheckPrefix(prefix);
        return ReadCountersAsync(prefix, cancellationToken);
    }

    private async IAsyncEnumerable<Counter> ReadCountersAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string token = "";
        do
        {
            (ListCountersResponse page, bool isStale) = await reads.ReadAsync<ListCountersResponse>(
                ListCounters,
                session => new ListCountersRequest { Prefix = prefix, PageToken = token, Session = session },
                response => response.Site,
                cancellationToken).ConfigureAwait(false);
            clock.Follow(page.Clock);
            foreach (V1.Counter counter in page.Counters)
                yield return new Counter(counter.Key, counter.Total, isStale);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
    }
}
