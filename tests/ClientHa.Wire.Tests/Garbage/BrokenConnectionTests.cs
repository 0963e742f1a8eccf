using System.Text;
using ClientHa.Server.Wire;
using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>Clients that break HTTP/2, or leave in the middle of it.</summary>
public sealed class BrokenConnectionTests
{
    private const string Sum = "/clientha.wire.testing.Testing/Sum";

    public static TheoryData<string, byte[]> Endings { get; } = new()
    {
        { "nothing", [] },
        { "part of a message", RawHttp2.Data([0, 0, 0, 0, 9, 1]) },
        { "part of a message, and a reset", [.. RawHttp2.Data([0, 0, 0, 0, 9, 1]), .. RawHttp2.Reset(8)] },
        { "part of a frame", RawHttp2.Data(new byte[100])[..50] },
        { "data on a stream that was never opened", RawHttp2.Frame(0, 0, 7, [1, 2, 3]) },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_handler_is_told_of_a_client_that_leaves(string description, byte[] bytes)
    {
        Assert.NotEmpty(description);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<(Exception? Failure, bool IsCancelled)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await TestSite.StartAsync(endpoints => endpoints.MapWireService(Rpc.Service, service => service
            .Unary<Payload, Payload>("Echo", (request, _) => Task.FromResult(request))
            .ClientStreaming<Payload, Payload>("Sum", async (requests, context) =>
            {
                started.SetResult();
                var failure = await Record.ExceptionAsync(async () => await requests.ReadAsync());
                await context.CancellationToken.WaitAsync();
                ended.SetResult((failure, context.CancellationToken.IsCancellationRequested));
                return new Payload();
            })));

        using (var client = await RawHttp2.ConnectAsync(site.Address))
        {
            await client.SendAsync(RawHttp2.Preface(), RawHttp2.Head(Sum));
            await started.Task.WaitAsync(Channels.Guard);
            await client.SendAsync(bytes);
        }

        var (failure, isCancelled) = await ended.Task.WaitAsync(Channels.Guard);
        Assert.NotNull(failure);
        Assert.True(isCancelled);
        await AssertServesAsync(site);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: ha.test\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no SETTINGS frame, and far too long for one")]
    public async Task Bytes_that_are_no_http2_end_their_connection_only(string bytes)
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawHttp2.ConnectAsync(site.Address);
        await client.SendAsync(Encoding.ASCII.GetBytes(bytes));

        await client.ReadToEndAsync();

        await AssertServesAsync(site);
    }

    private static async Task AssertServesAsync(TestSite site)
    {
        using var channel = site.OpenChannel();
        Assert.Equal("good", (await channel.UnaryAsync<Payload>(Rpc.Echo, new Payload { Text = "good" })).Text);
    }
}
