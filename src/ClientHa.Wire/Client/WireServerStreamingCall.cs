using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace ClientHa.Wire;

/// <summary>One request, many responses.</summary>
internal sealed class WireServerStreamingCall<TResponse> : WireStreamingCall<TResponse>
    where TResponse : class, IMessage
{
    internal WireServerStreamingCall(in CallContext context, IMessage request, CancellationToken cancellationToken)
        : base(context, context.SingleRequest(request), cancellationToken)
    {
    }

    /// <summary>The next response, or null after the last one of a call that ended with OK.</summary>
    public ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken = default) => ReadCoreAsync(cancellationToken);

    public async IAsyncEnumerable<TResponse> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadCoreAsync(cancellationToken).ConfigureAwait(false) is { } response)
            yield return response;
    }
}
