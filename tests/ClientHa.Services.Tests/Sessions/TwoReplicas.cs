using ClientHa.Fakes;
using ClientHa.V1;

namespace ClientHa.Services.Tests.Sessions;

/// <summary>Two sites, each with data of its own, and clients that go to the first as long as it answers.</summary>
internal sealed class TwoReplicas : IAsyncDisposable
{
    private readonly List<DocumentsClient> clients = [];

    private TwoReplicas(FakeSite home, FakeSite other)
    {
        (Home, Other) = (home, other);
        First.Attach(home);
        Second.Attach(other);
    }

    public FakeSite Home { get; }

    public FakeSite Other { get; }

    public FakeReplica First { get; } = new(0);

    public FakeReplica Second { get; } = new(1);

    public static async Task<TwoReplicas> StartAsync() => new(await FakeSite.StartAsync(), await FakeSite.StartAsync());

    public DocumentsClient Connect(Action<ServiceClientOptions>? configure = null)
    {
        ServiceClientOptions options = new();
        configure?.Invoke(options);
        DocumentsClient client = new(
            new HaOptions { Servers = [Home.Url, Other.Url], FirstChoice = "Ordered", ReconnectDelay = TimeSpan.FromMilliseconds(100) }, options);
        clients.Add(client);
        return client;
    }

    /// <summary>Completes with the first put that comes to the other site, when that has taken it.</summary>
    public Task<PutRequest> NextPutAtOther(string key)
    {
        TaskCompletionSource<PutRequest> came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<PutRequest, Server.Wire.WireContext, Task<WriteResponse>> take = Other.Put;
        Other.Put = async (request, context) =>
        {
            WriteResponse response = await take(request, context);
            if (request.Key == key)
                came.TrySetResult(request);
            return response;
        };
        return came.Task.WaitAsync(HangGuard.Token);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await Home.DisposeAsync();
        await Other.DisposeAsync();
    }
}
