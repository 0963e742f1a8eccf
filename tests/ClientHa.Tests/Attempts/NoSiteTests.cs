using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>What a call does while no site answers, and what its caller gets in the end.</summary>
public class NoSiteTests : AttemptTest
{
    [Fact]
    public async Task The_error_lists_each_site_with_its_reason_and_its_next_probe()
    {
        HaClient client = Client(options => options.NoSiteTimeout = TimeSpan.FromMilliseconds(100), ClosedPort(), ClosedPort());

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));

        Exceptions.AssertIsUnavailable(thrown);
        Assert.StartsWith("No site answers. ", thrown.Message, StringComparison.Ordinal);
        Assert.All(client.Status.Sites, site => Assert.Matches(
            $@"{site.Name}:{site.Port}: refused the connection, for \d+ s, next probe (now|in [0-9.]+ s)", thrown.Message));
        Assert.Equal(
            client.Status.Sites.Select(site => $"{site.Name}:{site.Port} refused the connection"), Exceptions.Attempts(thrown));
    }

    [Fact]
    public async Task The_deadline_of_the_call_goes_before_the_patience_of_the_options()
    {
        HaClient client = Client(options => options.NoSiteTimeout = TimeSpan.FromHours(1), ClosedPort());
        HttpRequestMessage request = client.Unary();
        request.Headers.Add("grpc-timeout", "100m");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Guard));
    }

    /// <summary>A race that began before the call may have been lost before the site came back.</summary>
    [Fact]
    public async Task A_call_is_not_failed_before_a_race_that_began_after_it()
    {
        RawSite late = RawSite(FaultScripts.AnswerEachCallAsync, isOpen: false);
        HaClient client = Client(options => options.NoSiteTimeout = TimeSpan.Zero, late.Name);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));
        late.Open();

        Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
    }

    [Fact]
    public async Task A_call_that_waits_goes_to_the_first_site_that_comes_back()
    {
        RawSite late = RawSite(FaultScripts.AnswerEachCallAsync, isOpen: false);
        HaClient client = Client(ClosedPort(), late.Name);

        Task<(int? Status, byte[])> call = client.AskAsync(client.Unary(), Guard);
        while (!client.Status.IsPanic)
            await Task.Yield();
        late.Open();

        Assert.Equal(0, (await call).Status);
        Assert.Equal(SiteState.Ejected, client.State(0));
        Assert.Equal(SiteState.Available, client.State(1));
    }

    /// <summary>Not "available", which explains nothing.</summary>
    [Fact]
    public async Task Sites_that_are_up_but_take_no_call_are_listed_with_what_they_did()
    {
        RawSite refusing = RawSite(FaultScripts.Of(SiteFault.RefusesStream));
        HaClient client = Client(options => options.NoSiteTimeout = TimeSpan.FromMilliseconds(100), refusing.Name);

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));

        Assert.Contains($"{refusing.Name}: refused the stream", thrown.Message, StringComparison.Ordinal);
    }
}
