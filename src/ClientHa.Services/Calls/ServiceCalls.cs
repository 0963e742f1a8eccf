using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Services;

/// <summary>The calls of a typed client over a failover handler, with their deadlines, and their failures in public words.</summary>
internal sealed class ServiceCalls : IDisposable
{
    /// <summary>A site may allow values of 16 MiB, and a conflict holds two of them.</summary>
    private const int MaxReceiveMessageBytes = 34 << 20;

    private readonly WireChannel channel;
    private readonly CancellationTokenSource disposal = new();
    private readonly Type owner;
    private readonly WireMetadata? metadata;
    private int isDisposed;

    public ServiceCalls(HaHttpHandler handler, bool ownsHandler, ServiceClientOptions options, Type owner)
    {
        this.owner = owner;
        Handler = handler;
        Timeout = options.Timeout;
        TimeProvider = options.TimeProvider;
        try
        {
            metadata = Credential(handler.Address, options.AccessToken);
        }
        catch (ArgumentException) when (ownsHandler)
        {
            handler.Dispose();
            throw;
        }
        channel = new WireChannel(handler, handler.Address, new WireChannelOptions
        {
            MaxReceiveMessageBytes = MaxReceiveMessageBytes,
            TimeProvider = TimeProvider,
            DisposeHandler = ownsHandler,
        });
    }

    public HaHttpHandler Handler { get; }

    public TimeSpan Timeout { get; }

    public TimeProvider TimeProvider { get; }

    /// <summary>Cancelled by the client's disposal.</summary>
    public CancellationToken Disposal => disposal.Token;

    /// <summary>A call that may take the client's timeout.</summary>
    public Task<TResponse> UnaryAsync<TResponse>(MethodDescriptor method, IMessage request, CancellationToken cancellationToken)
        where TResponse : class, IMessage =>
        UnaryAsync<TResponse>(method, request, new WireCallOptions { Timeout = Timeout }, cancellationToken);

    public async Task<TResponse> UnaryAsync<TResponse>(
        MethodDescriptor method, IMessage request, WireCallOptions options, CancellationToken cancellationToken)
        where TResponse : class, IMessage
    {
        ThrowIfDisposed();
        try
        {
            return await channel.UnaryAsync<TResponse>(method, request, options with { Metadata = With(options.Metadata) }, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException exception)
        {
            throw Describe(exception);
        }
    }

    /// <summary>A stream without a deadline. Its failures are <see cref="WireException"/>.</summary>
    public WireServerStreamingCall<TResponse> ServerStreaming<TResponse>(
        MethodDescriptor method, IMessage request, CancellationToken cancellationToken)
        where TResponse : class, IMessage
    {
        ThrowIfDisposed();
        return channel.ServerStreaming<TResponse>(method, request, new WireCallOptions { Metadata = metadata }, cancellationToken);
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed) != 0, owner);

    /// <summary>What runs ends: streams at once, and other calls with the handler where it is the client's own.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        disposal.Cancel();
        channel.Dispose();
        disposal.Dispose();
    }

    /// <summary>The credential beside what one call has of its own.</summary>
    private WireMetadata? With(WireMetadata? own)
    {
        if (own is null || metadata is null)
            return own ?? metadata;
        WireMetadata both = [];
        foreach (WireMetadataEntry entry in own)
            both.AddEntry(entry);
        foreach (WireMetadataEntry entry in metadata)
            both.AddEntry(entry);
        return both;
    }

    /// <exception cref="ArgumentException">The token would go over a line where others can read it.</exception>
    private static WireMetadata? Credential(Uri address, string? token)
    {
        if (token is null)
            return null;
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
            throw new ArgumentException($"AccessToken would go to {address.Authority} in clear, for everyone on the line: write grpcs://{address.Authority}, or leave the token out.");
        return new WireMetadata { { "authorization", $"Bearer {token}" } };
    }

    /// <summary>That a call's time is over says nothing of why; what the handler knows of its sites may.</summary>
    private HaCallException Describe(WireException exception) => exception.StatusCode == WireStatusCode.DeadlineExceeded
        ? new HaCallException(HaStatusCode.DeadlineExceeded, $"{exception.Detail} {Handler.Status}.", exception)
        : new HaCallException(exception);
}
