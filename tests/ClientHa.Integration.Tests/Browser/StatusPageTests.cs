using ClientHa.Integration.Tests.Hosting;
using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>What an operator sees in a real browser of sites that are real processes.</summary>
[Collection(SharedBrowser.Name)]
[Trait("Needs", "chromium")]
public sealed class StatusPageTests(BrowserFixture browser) : IAsyncLifetime
{
    private ReplicatedSites? running;

    private ReplicatedSites Sites => running!;

    public async Task InitializeAsync() => running = await ReplicatedSites.StartAsync();

    public async Task DisposeAsync() => await Sites.DisposeAsync();

    [SitesFact]
    public async Task It_is_seen_at_once_that_all_is_well()
    {
        await Sites.ConnectTo(0).PutAsync("a", "b", null, HangGuard.Token);
        await using BrowserPage page = await OpenAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");

        Assert.Equal("2 of 2 sites serve, 2 of 2 links are good.", await page.TextAsync("#verdict-text"));
        Assert.Equal("✓ – site 0 – ClientHa", (await page.AskAsync("document.title")).GetString());
        await page.UntilAsync("document.querySelectorAll('#sites > li').length === 2");
        Assert.StartsWith("Site 0", await page.TextAsync("#sites > li:first-child"), StringComparison.Ordinal);
        await page.UntilAsync("[...document.querySelectorAll('#sites > li:first-child dl > div')].some((figure) => figure.textContent === 'Clients1')");
        await page.UntilAsync("[...document.querySelectorAll('#sites > li:last-child dl > div')].some((figure) => figure.textContent === 'Clients0')");
        await page.UntilAsync("[...document.querySelectorAll('#link-rows .state')].map((state) => state.textContent).join() === 'Good,Good'");
        Assert.Equal(
            "Site,Name,State,Last good,Time,Last I/D,Last bad,Time,Pending,Lag, last two minutes",
            (await page.AskAsync("[...document.querySelectorAll('#links thead th')].map((head) => head.textContent).join()")).GetString());
        await page.UntilTextAsync("#events", "Connected to");
        Assert.Empty(page.Complaints);
    }

    [SitesFact]
    public async Task A_dead_site_is_seen_without_a_reload_and_so_is_its_return()
    {
        await using BrowserPage page = await OpenAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");

        await Sites[1].KillAsync();
        await page.UntilTextAsync("#verdict-title", "One thing is wrong");
        await page.UntilTextAsync("#findings", "Site 0 has no link to site 1.");
        await page.UntilTextAsync("#sites > li:nth-child(2)", "Unreachable");
        Assert.Equal("✕ 1 wrong – site 0 – ClientHa", (await page.AskAsync("document.title")).GetString());
        Assert.Contains("Down", await page.TextAsync("#link-rows"), StringComparison.Ordinal);

        await Sites[1].RestartAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");
        Assert.Equal("", await page.TextAsync("#findings"));
        Assert.Empty(page.Complaints);
    }

    [SitesFact]
    public async Task A_page_whose_own_site_is_frozen_does_not_go_on_saying_that_all_is_well()
    {
        await using BrowserPage page = await OpenAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");

        await Sites[0].FreezeAsync();
        await page.UntilTextAsync("#verdict-title", "This site has said nothing for");
        Assert.Equal("silent", (await page.AskAsync("document.body.className")).GetString());

        await Sites[0].ThawAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");
    }

    [SitesFact]
    public async Task A_page_takes_up_a_site_again_that_was_started_anew()
    {
        await using BrowserPage page = await OpenAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");

        await Sites[0].KillAsync();
        await page.UntilTextAsync("#verdict-title", "This site has said nothing");
        await Sites[0].RestartAsync();
        await page.UntilTextAsync("#verdict-title", "All is well");
    }

    [SitesFact]
    public async Task A_site_that_drains_says_so_to_its_last()
    {
        await using ServedSite slow = ServedSite.Create();
        await slow.ServeAsync("--drain-period", "5");
        await using BrowserPage page = await browser.OpenAsync(new Uri($"http://127.0.0.1:{slow.Port - 1}/"));
        await page.UntilTextAsync("#verdict-title", "All is well");

        Task stopping = slow.Process.StopAsync(HangGuard.Token);
        await page.UntilTextAsync("#findings", "Site 0 drains and is about to stop.");
        await stopping;
        Assert.Equal(0, slow.Process.ExitCode);
    }

    private Task<BrowserPage> OpenAsync() => browser.OpenAsync(new Uri($"http://{Sites[0].Http}/"));
}
