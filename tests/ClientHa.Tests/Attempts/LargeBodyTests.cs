using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>A body of more than <see cref="HaOptions.ReplayBufferBytes"/> only passes through.</summary>
public class LargeBodyTests : AttemptTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_has_sent_more_than_is_kept_fails_and_says_why(bool isStreamed)
    {
        HttpSite good = await GoodSiteAsync();
        RawSite dying = RawSite(async connection =>
        {
            (int id, _) = await connection.ReadHeadersAsync();
            await connection.ReadDataAsync(id, 2000);
            connection.Reset();
        });
        HaClient client = Client(options => options.ReplayBufferBytes = 1000, dying.Name, good.Name);
        ScriptedContent content = isStreamed ? InTwoParts(2000) : ScriptedContent.OfBytes(Patterns.Of(2000));

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.SendAsync(client.Call(content, isIdempotent: true), Guard));

        Assert.Contains(dying.Name, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("outcome unknown", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("raise ReplayBufferBytes (1000)", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, good.CallCount);
    }

    [Fact]
    public async Task A_refused_stream_whose_body_was_not_kept_blames_no_site()
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(
            options => options.ReplayBufferBytes = 1000, RawSite(FaultScripts.Of(SiteFault.RefusesStream)).Name, good.Name);

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.SendAsync(client.Call(InTwoParts(2000), isIdempotent: true), Guard));

        Assert.Contains("raise ReplayBufferBytes (1000)", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(SiteState.Available, client.State(0));
        Assert.Equal(0, good.CallCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_of_which_nothing_was_sent_moves(bool isStreamed)
    {
        byte[] received = [];
        HttpSite good = await SiteAsync(async context =>
        {
            received = await context.ReadAsync();
            await context.OkAsync();
        });
        HaClient client = Client(options => options.ReplayBufferBytes = 1000, ClosedPort(), good.Name);

        await client.AskAsync(client.Call(isStreamed ? InTwoParts(200_000) : ScriptedContent.OfBytes(Patterns.Of(200_000))), Guard);

        Assert.Equal(Patterns.Of(200_000), received);
    }

    [Fact]
    public async Task A_body_without_end_passes_through_in_bounded_memory()
    {
        const int Parts = 200;
        byte[] part = Patterns.Of(10_000);
        TaskCompletionSource mayRead = new();
        long written = 0;
        long read = 0;
        HttpSite good = await SiteAsync(async context =>
        {
            await mayRead.Task.WaitAsync(context.RequestAborted);
            byte[] buffer = new byte[part.Length];
            for (int i = 0; i < Parts; i++)
            {
                await context.Request.Body.ReadExactlyAsync(buffer);
                Assert.Equal(part, buffer);
                Interlocked.Add(ref read, buffer.Length);
            }
            Assert.Empty(await context.ReadAsync());
            await context.OkAsync();
        });
        HaClient client = Client(options => options.ReplayBufferBytes = 20_000, good.Name);
        TaskCompletionSource isHeldUp = new();
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            for (int i = 0; i < Parts; i++)
            {
                ValueTask write = stream.WriteAsync(part, cancellationToken);
                if (!write.IsCompleted)
                    isHeldUp.TrySetResult();
                await write;
                Interlocked.Add(ref written, part.Length);
            }
        });

        Task<(int? Status, byte[])> call = client.AskAsync(client.Call(content), Guard);
        await isHeldUp.Task.WaitAsync(Guard);
        long ahead = Interlocked.Read(ref written);
        mayRead.SetResult();

        Assert.Equal(0, (await call).Status);
        Assert.Equal(Parts * part.Length, read);
        Assert.True(ahead < Parts * part.Length / 2, $"{ahead} bytes were written before any was read");
    }

    private static ScriptedContent InTwoParts(int length) => new(async (stream, cancellationToken) =>
    {
        byte[] bytes = Patterns.Of(length);
        await stream.WriteAsync(bytes.AsMemory(0, 10), cancellationToken);
        await Task.Yield();
        await stream.WriteAsync(bytes.AsMemory(10), cancellationToken);
    });
}
