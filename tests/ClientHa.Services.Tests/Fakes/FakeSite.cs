using System.Collections.Concurrent;
using System.Net;
using ClientHa.Server.Wire;
using ClientHa.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Fakes;

/// <summary>
/// A site in this process with documents that it may share with others, each of whose methods a test can answer in its own way.
/// </summary>
internal sealed class FakeSite : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly TaskCompletionSource watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeSite(WebApplication application, FakeStore store)
    {
        this.application = application;
        Store = store;
        Get = (request, _) => Task.FromResult(store.Get(request));
        Put = (request, _) => Task.FromResult(store.Put(request));
        Delete = (request, _) => Task.FromResult(store.Delete(request));
        List = (request, _) => Task.FromResult(store.List(request));
        Watch = store.WatchAsync;
        Add = (request, _) => Task.FromResult(store.Counters.Add(request, store.Clock));
        GetCounter = (request, _) => Task.FromResult(store.Counters.Get(request, store.Clock));
        ListCounters = (request, _) => Task.FromResult(store.Counters.List(request, store.Clock));
        ListConflicts = (request, _) => Task.FromResult(store.Counters.List(request));
        Status = (_, _) => Task.FromResult(new GetStatusResponse());
        Retire = (_, _) => Task.FromResult(new RetireResponse { Replicas = { "00ab" } });
        Drain = (_, _) => Task.FromResult(new DrainResponse());
    }

    public FakeStore Store { get; }

    public Func<GetRequest, WireContext, Task<GetResponse>> Get { get; set; }

    public Func<PutRequest, WireContext, Task<WriteResponse>> Put { get; set; }

    public Func<DeleteRequest, WireContext, Task<WriteResponse>> Delete { get; set; }

    public Func<ListRequest, WireContext, Task<ListResponse>> List { get; set; }

    public Func<AddRequest, WireContext, Task<WriteResponse>> Add { get; set; }

    public Func<GetCounterRequest, WireContext, Task<GetCounterResponse>> GetCounter { get; set; }

    public Func<ListCountersRequest, WireContext, Task<ListCountersResponse>> ListCounters { get; set; }

    public Func<ListConflictsRequest, WireContext, Task<ListConflictsResponse>> ListConflicts { get; set; }

    public Func<WatchRequest, WireWriter<WatchResponse>, WireContext, Task> Watch { get; set; }

    public Func<GetStatusRequest, WireContext, Task<GetStatusResponse>> Status { get; set; }

    public Func<RetireRequest, WireContext, Task<RetireResponse>> Retire { get; set; }

    public Func<DrainRequest, WireContext, Task<DrainResponse>> Drain { get; set; }

    /// <summary>What has come, in order.</summary>
    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    public string Url => $"grpc://{EndPoint}";

    /// <summary>Completes when the first watch has been opened here.</summary>
    public Task Watched => watched.Task;

    public IEnumerable<T> Requests<T>()
        where T : IMessage =>
        Calls.Select(call => call.Request).OfType<T>();

    /// <param name="store">The documents; null: some of its own.</param>
    /// <param name="endPoint">Where; null: 127.0.0.1 and a port that the system chooses.</param>
    public static async Task<FakeSite> StartAsync(FakeStore? store = null, IPEndPoint? endPoint = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenWire(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0)));
        builder.Services.AddRoutingCore();
        FakeSite site = new(builder.Build(), store ?? new FakeStore());
        site.application.MapWireService(DocumentsReflection.Descriptor.Services[0], service => service
            .Unary<GetRequest, GetResponse>("Get", (request, context) => site.Note(request, context, site.Get))
            .Unary<PutRequest, WriteResponse>("Put", (request, context) => site.Note(request, context, site.Put))
            .Unary<DeleteRequest, WriteResponse>("Delete", (request, context) => site.Note(request, context, site.Delete))
            .Unary<ListRequest, ListResponse>("List", (request, context) => site.Note(request, context, site.List))
            .Unary<AddRequest, WriteResponse>("Add", (request, context) => site.Note(request, context, site.Add))
            .Unary<GetCounterRequest, GetCounterResponse>("GetCounter", (request, context) => site.Note(request, context, site.GetCounter))
            .Unary<ListCountersRequest, ListCountersResponse>("ListCounters", (request, context) => site.Note(request, context, site.ListCounters))
            .Unary<ListConflictsRequest, ListConflictsResponse>("ListConflicts", (request, context) => site.Note(request, context, site.ListConflicts))
            .ServerStreaming<WatchRequest, WatchResponse>(
                "Watch", (request, responses, context) => site.Note(request, context, (_, _) => site.Watch(request, responses, context))));
        site.application.MapWireService(SitesReflection.Descriptor.Services[0], service => service
            .Unary<GetStatusRequest, GetStatusResponse>("GetStatus", (request, context) => site.Note(request, context, site.Status))
            .Unary<RetireRequest, RetireResponse>("Retire", (request, context) => site.Note(request, context, site.Retire))
            .Unary<DrainRequest, DrainResponse>("Drain", (request, context) => site.Note(request, context, site.Drain)));
        await site.application.StartAsync();
        site.EndPoint = IPEndPoint.Parse(new Uri(site.application.Urls.Single()).Authority);
        return site;
    }

    /// <summary>Breaks all connections and listens no more.</summary>
    public Task KillAsync() => application.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await application.DisposeAsync();
    }

    private TResult Note<TRequest, TResult>(TRequest request, WireContext context, Func<TRequest, WireContext, TResult> answer)
        where TRequest : IMessage
    {
        Calls.Enqueue(new FakeCall(request, context.Http.Request.Headers["idempotency-key"].ToString(), context.RemainingTime));
        if (request is WatchRequest)
            watched.TrySetResult();
        return answer(request, context);
    }
}
