using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>Many requests, many responses, in any order.</summary>
internal sealed class WireDuplexCall<TRequest, TResponse> : WireStreamingCall<TResponse>
    where TRequest : class, IMessage
    where TResponse : class, IMessage
{
    internal WireDuplexCall(in CallContext context, CancellationToken cancellationToken)
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

    /// <summary>The next response, or null after the last one of a call that ended with OK.</summary>
    public ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken = default) => ReadCoreAsync(cancellationToken);

    public async IAsyncEnumerable<TResponse> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadCoreAsync(cancellationToken).ConfigureAwait(false) is { } response)
            yield return response;
    }
}
