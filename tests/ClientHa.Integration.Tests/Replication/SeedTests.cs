using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>
/// The six tests that operators of a dual-centre set-up perform, under the seed's words: Cuesta is the configuration editor, which
/// stays at its site, and Manatee the client.
/// </summary>
public sealed class SeedTests
{
    [SitesFact]
    public Task Changes_made_in_Cuesta_on_site_0_show_in_site_1() => ShowAsync(from: 0, at: 1);

    [SitesFact]
    public Task Changes_made_in_Cuesta_on_site_1_show_in_site_0() => ShowAsync(from: 1, at: 0);

    [SitesFact]
    public Task Manatee_connects_to_site_0_if_configured_directly_to_that() => ConnectDirectlyAsync(0);

    [SitesFact]
    public Task Manatee_connects_to_site_1_if_configured_directly_to_that() => ConnectDirectlyAsync(1);

    [SitesFact]
    public async Task Manatee_connects_to_site_0_or_site_1_if_configured_to_HA_operations()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        HashSet<string> homes = [];
        for (int client = 0; client < 40 && homes.Count < 2; client++)
        {
            DocumentsClient manatee = sites.ConnectToAny();
            await manatee.PutAsync($"manatee/{client}", "here");
            homes.Add(manatee.Handler.Status.ToString());
        }

        Assert.Equal(["Connected to 0.ha.test", "Connected to 1.ha.test"], homes.Order(StringComparer.Ordinal));
    }

    [SitesFact]
    public async Task Manatee_fails_over_to_the_alternative_if_the_current_site_is_killed()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient manatee = sites.ConnectToAny(firstChoice: "0");
        DocumentsClient cuesta = sites.ConnectTo(1);
        await manatee.PutAsync("setting", "before");
        Assert.Equal("Connected to 0.ha.test", manatee.Handler.Status.ToString());
        await sites.WaitUntilEqualAsync();
        await using WatchReader watch = new(manatee);
        await watch.ReadUntilAsync("setting", "before");

        await sites[0].KillAsync();

        Assert.Equal("before", (await manatee.GetAsync("setting", HangGuard.Token))?.Text);
        await manatee.PutAsync("setting", "after", null, HangGuard.Token);
        await cuesta.PutAsync("other", "by Cuesta", null, HangGuard.Token);
        await watch.ReadUntilAsync("other", "by Cuesta");
        Assert.Equal("after", (await manatee.GetAsync("setting", HangGuard.Token))?.Text);
        Assert.Equal("Connected to 1.ha.test", manatee.Handler.Status.ToString());
        Assert.Equal(["setting=before", "setting=after", "other=by Cuesta"], watch.Seen);
    }

    private static async Task ShowAsync(int from, int at)
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient cuesta = sites.ConnectTo(from);
        await using WatchReader shown = new(sites.ConnectTo(at));
        // Who begins to watch a site that has joined is given the state, and not what led to it.
        await cuesta.PutAsync("flow/0", "open", null, HangGuard.Token);
        await shown.ReadUntilAsync("flow/0", "open");

        await cuesta.PutAsync("flow/1", "first", null, HangGuard.Token);
        await cuesta.PutAsync("flow/1", "second", null, HangGuard.Token);
        await cuesta.PutAsync("flow/2", "other", null, HangGuard.Token);
        await cuesta.DeleteAsync("flow/2", null, HangGuard.Token);

        await shown.ReadUntilAsync("flow/2", null);
        Assert.Equal(["flow/0=open", "flow/1=first", "flow/1=second", "flow/2=other", "flow/2 deleted"], shown.Seen);
        DocumentsClient there = sites.ConnectTo(at);
        Assert.Equal("second", (await there.GetAsync("flow/1", HangGuard.Token))?.Text);
        Assert.Null(await there.GetAsync("flow/2", HangGuard.Token));
    }

    private static async Task ConnectDirectlyAsync(int number)
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient manatee = sites.ConnectTo(number);
        SiteStatusReport before = await sites[number].StatusAsync();

        await manatee.PutAsync("manatee", "here", null, HangGuard.Token);

        Assert.Equal("here", (await manatee.GetAsync("manatee", HangGuard.Token))?.Text);
        Assert.Equal($"Connected to {number}.ha.test", manatee.Handler.Status.ToString());
        SiteStatusReport accepted = await sites[number].StatusAsync();
        Assert.Equal([number], accepted.Vector.Except(before.Vector).Select(position => position.Site));
    }
}
