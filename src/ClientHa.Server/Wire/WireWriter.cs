using Google.Protobuf;

namespace ClientHa.Server.Wire;

/// <summary>The responses of a streaming call. One write at a time.</summary>
internal sealed class WireWriter<TResponse>
    where TResponse : class, IMessage
{
    private readonly WireContext _context;

    internal WireWriter(WireContext context) => _context = context;

    /// <summary>Sends a response; waits while the client reads slower than it is written to.</summary>
    /// <exception cref="OperationCanceledException">The call is over: see <see cref="WireContext.CancellationToken"/>.</exception>
    public async ValueTask WriteAsync(TResponse response)
    {
        _context.CancellationToken.ThrowIfCancellationRequested();
        await _context.WriteAsync(response).ConfigureAwait(false);
        await _context.Http.Response.BodyWriter.FlushAsync(_context.CancellationToken).ConfigureAwait(false);
    }
}
