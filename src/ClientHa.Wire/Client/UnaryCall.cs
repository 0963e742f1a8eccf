using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>One request, one response.</summary>
internal sealed class UnaryCall
{
    private readonly CallContext _context;
    private readonly UnaryContent _content;

    public UnaryCall(in CallContext context, IMessage request)
    {
        _context = context;
        _content = context.SingleRequest(request);
    }

    /// <summary>Whether the caller wants the metadata of a good answer.</summary>
    public bool KeepsMetadata { get; init; }

    public WireMetadata Headers { get; private set; } = WireMetadata.Empty;

    public WireMetadata Trailers { get; private set; } = WireMetadata.Empty;

    public async Task<IMessage> RunAsync(CancellationToken cancellationToken)
    {
        using var lifetime = new CallLifetime(
            _context.Channel.TimeProvider, _context.Options.Timeout, canBeAbandoned: false, cancellationToken);
        try
        {
            lifetime.Token.ThrowIfCancellationRequested();
            using var request = CallRequest.Create(_context, _content);
            using var response = await _context.Invoker.SendAsync(request, lifetime.Token).ConfigureAwait(false);
            return await ReadAsync(response, lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not WireException && lifetime.TryTranslate(exception, out var translated))
        {
            throw translated;
        }
    }

    private async ValueTask<IMessage> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (CallResponse.ReadHead(response) is { } headStatus)
        {
            throw headStatus.Code == WireStatusCode.Ok
                ? SingleResponse.Missing()
                : new WireException(headStatus, CallResponse.ReadMetadata(response.Headers));
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var (message, endsInsideMessage) = await ReadMessageAsync(stream, cancellationToken).ConfigureAwait(false);
        var status = CallResponse.ReadTail(response, endsInsideMessage);
        if (status.Code != WireStatusCode.Ok)
            throw new WireException(status, CallResponse.ReadMetadata(response.TrailingHeaders));

        if (KeepsMetadata)
        {
            Headers = CallResponse.ReadMetadata(response.Headers);
            Trailers = CallResponse.ReadMetadata(response.TrailingHeaders);
        }

        return message ?? throw SingleResponse.Missing();
    }

    private async ValueTask<(IMessage? Message, bool EndsInsideMessage)> ReadMessageAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = new MessageStreamReader(stream, _context.Channel.MaxReceiveMessageBytes);
        try
        {
            var parser = _context.Target.ResponseParser;
            var message = await reader.ReadAsync(parser, cancellationToken).ConfigureAwait(false);
            if (message is not null && await reader.ReadAsync(parser, cancellationToken).ConfigureAwait(false) is not null)
                throw SingleResponse.Repeated();

            return (message, reader.IsInsideMessage);
        }
        finally
        {
            reader.ReleaseBuffer();
        }
    }
}
