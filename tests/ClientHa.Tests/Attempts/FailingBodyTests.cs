using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>A content that throws is the caller's own fault.</summary>
public class FailingBodyTests : AttemptTest
{
    [Theory]
    [InlineData(typeof(InvalidOperationException),  false)]
    [InlineData(typeof(InvalidOperationException),  true)]
    [InlineData(typeof(IOException),                true)]
    [InlineData(typeof(ObjectDisposedException),    true)]
    [InlineData(typeof(OperationCanceledException), true)]
    public async Task Its_exception_passes_through_and_blames_no_site(Type type, bool isStreamed)
    {
        Exception mine = type == typeof(ObjectDisposedException)
            ? new ObjectDisposedException("mine")
            : (Exception)Activator.CreateInstance(type, "mine")!;
        HttpSite first = await GoodSiteAsync();
        HttpSite second = await GoodSiteAsync();
        HaClient client = StillClient(first.Name, second.Name);
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            if (isStreamed)
                await Task.Yield();
            await stream.WriteAsync(new byte[10], cancellationToken);
            throw mine;
        });

        Exception? thrown = await Record.ExceptionAsync(() => client.SendAsync(client.Call(content, isIdempotent: true), Guard));

        // HttpContent.CopyToAsync wraps what it takes for a failure of the stream that it copies to.
        Assert.Same(mine, mine is IOException or ObjectDisposedException ? thrown?.InnerException : thrown);
        Assert.Equal(1, content.SerializeCount);
        Assert.Equal(0, second.CallCount);
        Assert.All(client.Status.Sites, site => Assert.Equal(SiteState.Available, site.State));
    }

    [Fact]
    public async Task After_the_call_was_committed_it_blames_no_site_either()
    {
        HttpSite site = await SiteAsync(async context =>
        {
            await context.BeginAsync();
            await context.ReadAsync();
        });
        HaClient client = StillClient(site.Name);
        TaskCompletionSource isCommitted = new();
        ScriptedContent content = new(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(new byte[10], cancellationToken);
            await isCommitted.Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("mine");
        });

        using HttpResponseMessage response = await client.SendAsync(client.Call(content), Guard);
        isCommitted.SetResult();

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(Guard));
        Assert.False(Guard.IsCancellationRequested);
        Assert.Equal(SiteState.Available, client.State(0));
    }
}
