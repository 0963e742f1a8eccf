using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>The picture of more than two sites and the links between them.</summary>
[Collection(SharedBrowser.Name)]
[Trait("Needs", "chromium")]
public sealed class MeshTests(BrowserFixture browser)
{
    private const string Overlaps = """
        (() => {
          const boxes = [...document.querySelectorAll("#mesh .node rect")].map((box) => box.getBoundingClientRect());
          return boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) =>
            one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)).length;
        })()
        """;

    [SitesFact]
    public async Task Three_sites_can_be_told_apart_and_read_on_a_phone_too_and_a_dead_one_is_one_thing_that_is_wrong()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync(3);
        await using BrowserPage page = await browser.OpenAsync(new Uri($"http://{sites[0].Http}/"), 1280, 800, isDark: false);
        await page.UntilTextAsync("#verdict-title", "All is well");
        foreach (int width in (int[])[1280, 375])
        {
            await page.ResizeAsync(width, 800);
            await page.UntilAsync($"document.querySelector('#mesh svg').viewBox.baseVal.width === {(width < 500 ? 440 : 640)}");
            await page.UntilAsync("document.querySelectorAll('#mesh .node').length === 3 && document.querySelectorAll('#mesh .edge.good').length === 3");
            Assert.Equal(0, (await page.AskAsync(Overlaps)).GetInt32());
            double height = (await page.AskAsync("document.querySelector('#mesh .node text').getBoundingClientRect().height")).GetDouble();
            Assert.True(height >= 12, $"At {width} px a site's name is {height} px high.");
            Assert.True((await page.AskAsync("document.documentElement.scrollWidth <= innerWidth")).GetBoolean());
        }

        await sites[2].KillAsync();

        await page.UntilTextAsync("#verdict-title", "One thing is wrong");
        await page.UntilTextAsync("#findings", "No site has a link to site 2.");
        await page.UntilAsync("document.querySelectorAll('#mesh .edge.bad').length === 2 && document.querySelectorAll('#mesh .edge.good').length === 1");
        Assert.Empty(page.Complaints);
    }
}
