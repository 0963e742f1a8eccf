using ClientHa.Fakes;
using Xunit;
using static ClientHa.Services.Tests.Watching.Script;

namespace ClientHa.Services.Tests.Watching;

public sealed class SlowReaderTests
{
    [Fact]
    public async Task A_reader_that_takes_nothing_holds_its_site_back()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        const int Responses = 1000;
        int sent = 0;
        string text = new('x', 1 << 16);
        site.Watch = async (_, responses, context) =>
        {
            for (int i = 0; i < Responses; i++)
            {
                await responses.WriteAsync(Response($"{i}", Put("a", (ulong)i + 1, text)));
                Interlocked.Increment(ref sent);
            }
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        };
        using DocumentsClient client = new(site.Url, 0);

        await using Reading watch = new(client.WatchAsync());
        await watch.NextAsync();
        for (int i = 0; i < 500; i++)
            await client.GetAsync("b");

        // 64 MB would come; the stream's window, the sockets' buffers and one response hold a part of it.
        Assert.NotEqual(Responses, Volatile.Read(ref sent));
        for (int i = 1; i < Responses; i++)
            await watch.NextAsync();
    }
}
