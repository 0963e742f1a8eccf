using ClientHa.Tests.Resolving;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>A site that takes longer than <see cref="HaOptions.AttemptTimeout"/> is slow, not dead.</summary>
public class AttemptTimeoutTests : AttemptTest
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task It_moves_an_idempotent_call_and_blames_no_site()
    {
        HttpSite slow = await SlowSiteAsync();
        HttpSite good = await GoodSiteAsync();
        HaClient client = Limited(slow, good);

        Assert.Equal(0, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);

        Assert.Equal(1, slow.CallCount);
        Assert.Equal(1, good.CallCount);
        Assert.All(client.Status.Sites, site => Assert.Equal(SiteState.Available, site.State));
    }

    [Fact]
    public async Task It_fails_any_other_call_and_says_why()
    {
        HttpSite slow = await SlowSiteAsync();
        HttpSite good = await GoodSiteAsync();
        HaClient client = Limited(slow, good);

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));

        Exceptions.AssertIsUnavailable(thrown);
        Assert.Equal(
            $"Sent to {slow.Name}, outcome unknown: the site did not answer within AttemptTimeout; " +
            $"add {HaClient.Method} to IdempotentMethods if it may be repeated.",
            thrown.Message);
        Assert.Equal(0, good.CallCount);
        Assert.Equal(SiteState.Available, client.State(0));
    }

    private HaClient Limited(params HttpSite[] sites) => Client(
        time, options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300), [.. sites.Select(site => site.Name)]);

    private Task<HttpSite> SlowSiteAsync() => SiteAsync(async context =>
    {
        time.Advance(TimeSpan.FromMilliseconds(400));
        await context.HangAsync();
    });
}
