using Google.Protobuf;

namespace ClientHa.Server.Wire;

/// <summary>The requests of a streaming call, one at a time.</summary>
internal sealed class WireReader<TRequest> : IAsyncEnumerable<TRequest>
    where TRequest : class, IMessage
{
    private readonly WireContext _context;

    internal WireReader(WireContext context) => _context = context;

    /// <summary>The next request, or null where the client has completed its requests. Ends with the call in any case.</summary>
    public async ValueTask<TRequest?> ReadAsync() =>
        (TRequest?)await _context.ReadAsync(_context.CancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerator<TRequest> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await ReadAsync().ConfigureAwait(false) is { } request)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return request;
        }
    }
}
