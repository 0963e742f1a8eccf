using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Wire;

/// <summary>
/// Calls the methods of protobuf services, by their descriptors, over any HTTP/2 handler. A call that does not end with OK throws
/// <see cref="WireException"/>; one that its caller cancels, <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class WireChannel : IDisposable
{
    private readonly ConcurrentDictionary<MethodDescriptor, CallTarget> _targets = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _address;
    private readonly WireChannelOptions _options;

    /// <param name="handler">Where requests go: a failover handler, or a bare <see cref="SocketsHttpHandler"/>.</param>
    /// <param name="address">Scheme, host and port, without a path.</param>
    /// <param name="options">The channel's limits; the defaults are gRPC's.</param>
    public WireChannel(HttpMessageHandler handler, Uri address, WireChannelOptions? options = null)
    {
        if (!address.IsAbsoluteUri || address.PathAndQuery != "/")
            throw new ArgumentException($"'{address}' is no channel address: use one such as http://0.ha.test:8001.", nameof(address));

        _options = options ?? new WireChannelOptions();
        _invoker = new HttpMessageInvoker(handler, _options.DisposeHandler);
        _address = address;
    }

    public async Task<TResponse> UnaryAsync<TResponse>(
        MethodDescriptor method, IMessage request, WireCallOptions? options = null, CancellationToken cancellationToken = default)
        where TResponse : class, IMessage
    {
        var call = new UnaryCall(Context<IMessage, TResponse>(method, false, false, options), request);
        return (TResponse)await call.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A unary call whose caller wants the server's headers and trailers too.</summary>
    public async Task<WireResponse<TResponse>> UnaryResponseAsync<TResponse>(
        MethodDescriptor method, IMessage request, WireCallOptions? options = null, CancellationToken cancellationToken = default)
        where TResponse : class, IMessage
    {
        var call = new UnaryCall(Context<IMessage, TResponse>(method, false, false, options), request) { KeepsMetadata = true };
        var message = await call.RunAsync(cancellationToken).ConfigureAwait(false);
        return new WireResponse<TResponse>((TResponse)message, call.Headers, call.Trailers);
    }

    /// <summary>Sends the request at once; the responses are read from the call. Disposing the call cancels it.</summary>
    public WireServerStreamingCall<TResponse> ServerStreaming<TResponse>(
        MethodDescriptor method, IMessage request, WireCallOptions? options = null, CancellationToken cancellationToken = default)
        where TResponse : class, IMessage =>
        new(Context<IMessage, TResponse>(method, false, true, options), request, cancellationToken);

    /// <summary>Requests are written to the call, which has one response. Disposing the call cancels it.</summary>
    public WireClientStreamingCall<TRequest, TResponse> ClientStreaming<TRequest, TResponse>(
        MethodDescriptor method, WireCallOptions? options = null, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage
        where TResponse : class, IMessage =>
        new(Context<TRequest, TResponse>(method, true, false, options), cancellationToken);

    /// <summary>Requests are written to the call while responses are read from it. Disposing the call cancels it.</summary>
    public WireDuplexCall<TRequest, TResponse> Duplex<TRequest, TResponse>(
        MethodDescriptor method, WireCallOptions? options = null, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage
        where TResponse : class, IMessage =>
        new(Context<TRequest, TResponse>(method, true, true, options), cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private CallContext Context<TRequest, TResponse>(
        MethodDescriptor method, bool clientStreaming, bool serverStreaming, WireCallOptions? options)
        where TRequest : IMessage
        where TResponse : IMessage
    {
        WireMethod.Check<TRequest, TResponse>(method, clientStreaming, serverStreaming);
        var target = _targets.GetOrAdd(method, static (method, address) => new CallTarget(method, address), _address);
        return new CallContext(_invoker, target, _options, options ?? WireCallOptions.None);
    }
}
