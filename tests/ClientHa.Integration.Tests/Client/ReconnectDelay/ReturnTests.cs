using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.ReconnectDelay;

/// <summary>How a site that failed comes back, and who pays for finding out.</summary>
public sealed class ReturnTests
{
    [SitesFact]
    public async Task A_site_gets_calls_again_after_its_delay_and_two_good_probes_and_no_call_pays_for_one()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.ConnectReturning(options => options.ReconnectDelay = TimeSpan.FromSeconds(2));
        sites[0].OnCall = Says.Status(14);

        // A slow probe would meet the next one, if there were a next one while it runs.
        sites[0].OnProbe = async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), context.RequestAborted);
            await Says.Serving(context);
        };
        Assert.Equal(1, await caller.AskAsync());
        sites[0].OnCall = Says.Ok;

        Assert.All(await caller.AskUntilAsync(0), site => Assert.Equal(1, site));

        Assert.True(sites[0].Probes >= 2);
        Assert.Equal(1, sites[0].MostProbesAtOnce);
        HaEjection ejection = await ReturnedAsync(sites);
        Assert.True(ejection.Ended!.Value.Time - ejection.Began.Time >= TimeSpan.FromSeconds(1.6), $"{ejection.Began} to {ejection.Ended}");
        Assert.Empty(sites.History.Site(0).CallsDuring(ejection));
        Assert.Equal(0, sites[1].Probes);
    }

    /// <summary>The delay alone brings nobody back.</summary>
    [SitesFact]
    public async Task What_a_living_site_says_to_a_probe_is_life_but_NOT_SERVING_and_UNAVAILABLE()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(6);
        using Caller caller = sites.ConnectReturning();
        (sites[0].OnProbe, sites[1].OnProbe, sites[2].OnProbe) = (Says.NotServing, Says.Status(14), Says.Status(12));
        (sites[3].OnProbe, sites[4].OnProbe) = (Says.Status(16), Says.Http(404));
        for (int site = 0; site < 5; site++)
            sites[site].OnCall = Says.Status(14);
        Assert.Equal(5, await caller.AskAsync());
        Assert.All(Enumerable.Range(0, 5), site => Assert.Equal(SiteState.Ejected, caller.State(site)));

        foreach (int site in (int[])[2, 3, 4])
            await caller.UntilAsync(site, SiteState.Available);
        await Eventually.UntilAsync(() => sites[0].Probes >= 3 && sites[1].Probes >= 3);
        Assert.Equal((SiteState.Ejected, SiteState.Ejected), (caller.State(0), caller.State(1)));
        Assert.Equal("the site says NOT_SERVING", caller.Status.Sites[0].LastError);
        Assert.Equal("the site says UNAVAILABLE", caller.Status.Sites[1].LastError);
    }

    private static async Task<HaEjection> ReturnedAsync(ScriptedSites sites)
    {
        await Eventually.UntilAsync(() => sites.History.Site(0).Ejections is [{ Ended: not null }]);
        return sites.History.Site(0).Ejections[0];
    }
}
