using ClientHa.Server.Security;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Wire;

/// <summary>
/// Binds a service's methods to handlers. A handler answers with another status by throwing <see cref="WireException"/>; any other
/// exception becomes UNKNOWN and is logged.
/// </summary>
internal sealed class WireServiceBuilder
{
    private readonly ServiceDescriptor _service;
    private readonly Dictionary<string, WireServerMethod> _methods = [];

    internal WireServiceBuilder(ServiceDescriptor service, AccessGate? gate = null) => (_service, Gate) = (service, gate);

    /// <summary>Lets calls in; null: everyone's, as with services that are none of a site's.</summary>
    internal AccessGate? Gate { get; }

    /// <summary>The largest request message that is accepted. A larger one ends the call with RESOURCE_EXHAUSTED. 4 MiB.</summary>
    public int MaxReceiveMessageBytes { get; set; } = Frame.DefaultMaxReceiveMessageBytes;

    internal IEnumerable<WireServerMethod> Methods => _methods.Values;

    public WireServiceBuilder Unary<TRequest, TResponse>(string method, Func<TRequest, WireContext, Task<TResponse>> handler)
        where TRequest : class, IMessage
        where TResponse : class, IMessage =>
        Add<TRequest, TResponse>(method, clientStreaming: false, serverStreaming: false, async context =>
        {
            var request = await context.ReadSingleAsync<TRequest>().ConfigureAwait(false);
            await context.WriteAsync(await handler(request, context).ConfigureAwait(false)).ConfigureAwait(false);
        });

    public WireServiceBuilder ServerStreaming<TRequest, TResponse>(
        string method, Func<TRequest, WireWriter<TResponse>, WireContext, Task> handler)
        where TRequest : class, IMessage
        where TResponse : class, IMessage =>
        Add<TRequest, TResponse>(method, clientStreaming: false, serverStreaming: true, async context =>
        {
            var request = await context.ReadSingleAsync<TRequest>().ConfigureAwait(false);
            await handler(request, new WireWriter<TResponse>(context), context).ConfigureAwait(false);
        });

    public WireServiceBuilder ClientStreaming<TRequest, TResponse>(
        string method, Func<WireReader<TRequest>, WireContext, Task<TResponse>> handler)
        where TRequest : class, IMessage
        where TResponse : class, IMessage =>
        Add<TRequest, TResponse>(method, clientStreaming: true, serverStreaming: false, async context =>
        {
            var response = await handler(new WireReader<TRequest>(context), context).ConfigureAwait(false);
            await context.WriteAsync(response).ConfigureAwait(false);
        });

    public WireServiceBuilder Duplex<TRequest, TResponse>(
        string method, Func<WireReader<TRequest>, WireWriter<TResponse>, WireContext, Task> handler)
        where TRequest : class, IMessage
        where TResponse : class, IMessage =>
        Add<TRequest, TResponse>(method, clientStreaming: true, serverStreaming: true, context =>
            handler(new WireReader<TRequest>(context), new WireWriter<TResponse>(context), context));

    private WireServiceBuilder Add<TRequest, TResponse>(
        string name, bool clientStreaming, bool serverStreaming, Func<WireContext, Task> handler)
        where TRequest : class, IMessage
        where TResponse : class, IMessage
    {
        var method = _service.FindMethodByName(name)
            ?? throw new ArgumentException($"{_service.FullName} has no method '{name}'.", nameof(name));
        WireMethod.Check<TRequest, TResponse>(method, clientStreaming, serverStreaming);
        if (!_methods.TryAdd(name, new WireServerMethod(method, this, handler)))
            throw new ArgumentException($"{_service.FullName}.{name} is bound twice.", nameof(name));

        return this;
    }
}
