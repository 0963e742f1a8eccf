using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>Many requests, one response.</summary>
internal sealed class WireClientStreamingCall<TRequest, TResponse> : WireStreamingCall<TResponse>
    where TRequest : class, IMessage
    where TResponse : class, IMessage
{
    internal WireClientStreamingCall(in CallContext context, CancellationToken cancellationToken)
        : base(context, new StreamingContent(), cancellationToken)
    {
    }

    public ValueTask WriteAsync(TRequest request, CancellationToken cancellationToken = default) =>
        WriteCoreAsync(request, cancellationToken);

    /// <summary>No request follows.</summary>
    public ValueTask CompleteAsync()
    {
        CompleteCore();
        return ValueTask.CompletedTask;
    }

    /// <summary>The response. It may come before the requests are completed, if the server does not wait for them.</summary>
    public async Task<TResponse> ResponseAsync(CancellationToken cancellationToken = default)
    {
        var response = await ReadCoreAsync(cancellationToken).ConfigureAwait(false) ?? throw Reject(SingleResponse.Missing());
        return await ReadCoreAsync(cancellationToken).ConfigureAwait(false) is null ? response : throw Reject(SingleResponse.Repeated());
    }
}
