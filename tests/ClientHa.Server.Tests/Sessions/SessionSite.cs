using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Server.Tests.Sessions;

/// <summary>A site in this process that is called as a client of any language does.</summary>
internal sealed class SessionSite : IAsyncDisposable
{
    private readonly DirectoryInfo directory;
    private readonly DocumentsSite site;
    private readonly WireChannel channel;

    private SessionSite(DirectoryInfo directory, DocumentsSite site)
    {
        (this.directory, this.site) = (directory, site);
        channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
    }

    /// <summary>Serves as site 0, or as a peer of another one.</summary>
    /// <param name="peer">Whose.</param>
    /// <param name="configure">Its options.</param>
    public static async Task<SessionSite> ServeAsync(SessionSite? peer = null, Action<HaServerOptions>? configure = null)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-session-");
        return new(directory, await DocumentsSite.ServeAsync(directory, options =>
        {
            if (peer is not null)
                (options.Site, options.Peers) = (1, [peer.site.Grpc]);
            configure?.Invoke(options);
        }));
    }

    public Task<WriteResponse> PutAsync(string key, Action<PutRequest>? with = null)
    {
        PutRequest request = new() { Key = key, Value = ByteString.CopyFromUtf8("value") };
        with?.Invoke(request);
        return CallAsync<WriteResponse>("Put", request);
    }

    public Task<GetResponse> GetAsync(string key, Session? session = null) =>
        CallAsync<GetResponse>("Get", new GetRequest { Key = key, Session = session });

    public Task<ListResponse> ListAsync(Session? session = null) => CallAsync<ListResponse>("List", new ListRequest { Session = session });

    public WireServerStreamingCall<WatchResponse> Watch() => channel.ServerStreaming<WatchResponse>(Method("Watch"), new WatchRequest());

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await site.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private static Google.Protobuf.Reflection.MethodDescriptor Method(string name) => DocumentsReflection.Descriptor.Services[0].FindMethodByName(name);

    private Task<TResponse> CallAsync<TResponse>(string method, IMessage request)
        where TResponse : class, IMessage => channel.UnaryAsync<TResponse>(Method(method), request, cancellationToken: HangGuard.Token);
}
