using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>What holds for one method goes before what holds for all.</summary>
public class ReplayOverrideTests : AttemptTest
{
    [Theory]
    [InlineData(Replay.Safe, Replay.Always, true)]
    [InlineData(Replay.Never, Replay.Always, true)]
    [InlineData(Replay.Always, Replay.Safe, false)]
    [InlineData(Replay.Always, Replay.Never, false)]
    public async Task A_method_with_a_mode_of_its_own_goes_by_it_where_the_outcome_is_unknown(Replay all, Replay own, bool moves)
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(
            options =>
            {
                options.Replay = all;
                options.ReplayOverrides["/clinic.Clinic/Put*"] = own;
            },
            RawSite(FaultScripts.Of(SiteFault.ResetsAfterRequest)).Name, good.Name);

        if (moves)
            Assert.Equal(0, (await client.AskAsync(client.Unary(), Guard)).Status);
        else
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));
        Assert.Equal(moves ? 1 : 0, good.CallCount);
    }

    [Fact]
    public async Task Never_keeps_a_call_that_was_not_processed_and_says_which_option_does()
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(options => options.ReplayOverrides[HaClient.Method] = Replay.Never, ClosedPort(), good.Name);

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));

        Assert.EndsWith($"ReplayOverrides keeps calls of {HaClient.Method} at their first site.", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await client.AskAsync(client.Unary(method: "/clinic.Clinic/Other"), Guard)).Status);
    }

    [Fact]
    public async Task Never_does_not_wait_for_a_site_that_pushes_back()
    {
        HttpSite busy = await SiteAsync(context => context.TrailersOnlyAsync(8, ("grpc-retry-pushback-ms", "0")));
        HaClient client = Client(options => options.ReplayOverrides[HaClient.Method] = Replay.Never, busy.Name);

        Assert.Equal(8, (await client.AskAsync(client.Unary(), Guard)).Status);
        Assert.Equal(1, busy.CallCount);
    }
}
