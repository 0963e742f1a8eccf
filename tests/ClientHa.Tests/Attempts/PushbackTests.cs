using System.Diagnostics;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>A site that is overloaded says when to come again (gRFC A6).</summary>
public class PushbackTests : AttemptTest
{
    private int refusals = 1;

    [Theory]
    [InlineData(8, "0")]
    [InlineData(8, "20")]
    [InlineData(14, "20")]
    public async Task The_call_waits_and_asks_the_same_site_again(int status, string pushback)
    {
        HttpSite site = await OverloadedAsync(status, pushback);
        HttpSite other = await GoodSiteAsync();
        HaClient client = Client(site.Name, other.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);

        Assert.Equal(2, site.CallCount);
        Assert.Equal(0, other.CallCount);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("99999999999")]
    public async Task One_that_is_negative_or_unreadable_means_stop(string pushback)
    {
        HttpSite site = await OverloadedAsync(8, pushback);
        HttpSite other = await GoodSiteAsync();
        HaClient client = Client(site.Name, other.Name);

        Assert.Equal(8, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);

        Assert.Equal(1, site.CallCount);
        Assert.Equal(0, other.CallCount);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Theory]
    [InlineData("60000", "5S", Replay.Safe)]
    [InlineData("60000", null, Replay.Safe)]
    [InlineData("0", null, Replay.Never)]
    public async Task One_that_the_call_may_not_wait_for_is_its_answer(string pushback, string? timeout, Replay replay)
    {
        HttpSite site = await OverloadedAsync(8, pushback);
        HaClient client = Client(options => options.Replay = replay, site.Name);
        HttpRequestMessage request = client.Unary();
        if (timeout is not null)
            request.Headers.Add("grpc-timeout", timeout);

        Assert.Equal(8, (await client.AskAsync(request, Guard)).Status);

        Assert.Equal(1, site.CallCount);
    }

    [Fact]
    public async Task A_call_is_attempted_five_times_and_no_more()
    {
        refusals = int.MaxValue;
        HttpSite site = await OverloadedAsync(8, "0");
        HaClient client = Client(site.Name);

        Assert.Equal(8, (await client.AskAsync(client.Unary(), Guard)).Status);

        Assert.Equal(5, site.CallCount);
    }

    [Fact]
    public async Task It_waits_no_shorter_than_it_was_told()
    {
        HttpSite site = await OverloadedAsync(8, "200");
        HaClient client = Client(site.Name);
        Stopwatch elapsed = Stopwatch.StartNew();

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);

        // A lower bound, less what two clocks may differ by.
        Assert.True(elapsed.ElapsedMilliseconds >= 180, $"{elapsed.ElapsedMilliseconds} ms");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_site_that_fails_after_the_wait_is_left_like_any_other(bool isAnswered)
    {
        int calls = 0;
        HttpSite site = await SiteAsync(async context =>
        {
            await context.ReadAsync();
            if (Interlocked.Increment(ref calls) == 1)
                await context.TrailersOnlyAsync(8, ("grpc-retry-pushback-ms", "0"));
            else if (isAnswered)
                await context.TrailersOnlyAsync(14);
            else
                context.Abort();
        });
        HttpSite other = await GoodSiteAsync();
        HaClient client = StillClient(site.Name, other.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);

        Assert.Equal((2, 1), (site.CallCount, other.CallCount));
    }

    private Task<HttpSite> OverloadedAsync(int status, string pushback) => SiteAsync(async context =>
    {
        await context.ReadAsync();
        if (Interlocked.Decrement(ref refusals) >= 0)
            await context.TrailersOnlyAsync(status, ("grpc-retry-pushback-ms", pushback));
        else
            await context.OkAsync();
    });
}
