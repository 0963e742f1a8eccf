using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Choosing;

/// <summary>A first choice by connect times, of which one is without end.</summary>
public sealed class NearestTests
{
    [SitesFact]
    public async Task A_site_that_cannot_be_connected_to_is_not_the_nearest_although_it_stands_first()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect(options => (options.FirstChoice, options.ConnectTimeout) = ("Nearest", TimeSpan.FromMinutes(5)));
        await sites.Site(0).BlackholeAsync();

        Assert.Equal(1, await caller.AskAsync());
        Assert.Equal("1.ha.test", caller.Status.FirstChoice?.Name);
    }
}
