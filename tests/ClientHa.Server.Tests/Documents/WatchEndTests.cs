using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A watch at a site that drains, as a client of any language has it.</summary>
public sealed class WatchEndTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-end-");

    [Fact]
    public async Task It_ends_with_a_cursor_and_is_sent_elsewhere()
    {
        await using DocumentsSite site = await DocumentsSite.ServeAsync(directory);
        using WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.Grpc}"));
        using WireServerStreamingCall<WatchResponse> watch = channel.ServerStreaming<WatchResponse>(
            DocumentsReflection.Descriptor.Services[0].FindMethodByName("Watch"), new WatchRequest());
        await site.Documents.PutAsync("key", new byte[1], HangGuard.Token);
        WatchResponse response;
        do
            response = (await watch.ReadAsync(HangGuard.Token))!;
        while (response.Changes.Count == 0);

        Task stopping = site.StopAsync();
        WatchResponse last = (await watch.ReadAsync(HangGuard.Token))!;
        WireException end = await Assert.ThrowsAsync<WireException>(async () => await watch.ReadAsync(HangGuard.Token));
        await stopping;

        Assert.Equal((0, response.Cursor), (last.Changes.Count, last.Cursor));
        Assert.Equal((WireStatusCode.Unavailable, "drain"), (end.StatusCode, end.Trailers.GetText("clientha-elsewhere")));
    }

    public void Dispose() => directory.Delete(recursive: true);
}
