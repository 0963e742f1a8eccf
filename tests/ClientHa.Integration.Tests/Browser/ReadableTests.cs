using System.Text.Json;
using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>The page for those who use it on a phone, at night, by keyboard or by ear: WCAG 2.2, level AA, as far as a program can tell.</summary>
[Collection(SharedBrowser.Name)]
[Trait("Needs", "chromium")]
public sealed class ReadableTests(BrowserFixture browser) : IAsyncLifetime
{
    /// <summary>Every text that is seen, with its colour and the one behind it: a contrast below 4.5 is named (success criterion 1.4.3).</summary>
    private const string FaintTexts = """
        (() => {
          const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b]
            .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
          const behind = (element) => {
            for (let each = element; each; each = each.parentElement) {
              const colour = parse(getComputedStyle(each).backgroundColor);
              if (colour.length === 3 || colour[3] > 0.99) return colour;
            }
            return [255, 255, 255];
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const faint = [];
          while (texts.nextNode()) {
            const element = texts.currentNode.parentElement;
            const box = element.getBoundingClientRect();
            if (!texts.currentNode.textContent.trim() || box.width < 2 || !element.checkVisibility() || element.closest("svg, script, noscript")) continue;
            const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
            const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            if (contrast < 4.5) faint.push(`${contrast.toFixed(2)}: ${texts.currentNode.textContent.trim()} (${element.tagName} ${element.id} ${element.className})`);
          }
          return faint;
        })()
        """;

    private ReplicatedSites? running;

    private ReplicatedSites Sites => running!;

    public async Task InitializeAsync()
    {
        running = await ReplicatedSites.StartAsync();
        await Sites.ConnectTo(0).PutAsync($"a/key/that/is/long/{new string('x', 120)}", new string('w', 400), null, HangGuard.Token);
    }

    public async Task DisposeAsync() => await Sites.DisposeAsync();

    [SitesTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_text_stands_out_from_its_ground_in_the_good_and_in_the_bad(bool isDark)
    {
        await using BrowserPage page = await OpenAsync(1280, isDark);
        await page.UntilTextAsync("#verdict-title", "All is well");
        await page.UntilAsync("document.querySelector('#document-list button')");
        Assert.Empty(await StringsAsync(page, FaintTexts));

        await Sites[1].KillAsync();
        await page.UntilTextAsync("#verdict-title", "One thing is wrong");
        await page.UntilTextAsync("#events", "Lost");
        Assert.Empty(await StringsAsync(page, FaintTexts));

        await page.ClickAsync("#document-list button");
        await page.UntilAsync("document.getElementById('editor').open");
        Assert.Empty(await StringsAsync(page, FaintTexts));
    }

    [SitesTheory]
    [InlineData(375)]
    [InlineData(320)]
    [InlineData(768)]
    public async Task Nothing_is_wider_than_the_screen(int width)
    {
        await using BrowserPage page = await OpenAsync(width);
        await page.UntilTextAsync("#verdict-title", "All is well");
        await page.UntilAsync("document.querySelector('#document-list button')");
        await AssertFitsAsync(page);

        await Sites[1].KillAsync();
        await page.UntilTextAsync("#verdict-title", "One thing is wrong");
        await AssertFitsAsync(page);
        await page.ClickAsync("#document-list button");
        await page.UntilAsync("document.getElementById('editor').open");
        await AssertFitsAsync(page);
    }

    [SitesFact]
    public async Task Who_hears_the_page_hears_what_each_thing_is()
    {
        await using BrowserPage page = await OpenAsync(1280);
        await page.UntilTextAsync("#verdict-title", "All is well");
        await page.UntilAsync("document.querySelector('#document-list button')");
        (string Role, string Name)[] tree = [.. from node in (await page.SendAsync("Accessibility.getFullAXTree")).GetProperty("nodes").EnumerateArray()
                                                where !node.GetProperty("ignored").GetBoolean()
                                                select (Value(node, "role"), Value(node, "name"))];

        Assert.All(tree.Where(node => node.Role is "button" or "link" or "textbox" or "searchbox" or "region" or "table" or "dialog"), node => Assert.NotEqual("", node.Name));
        Assert.Superset(new HashSet<string> { "ClientHa site 0", "All is well", "Sites", "Links", "Documents", "Recent events" }, tree.Where(node => node.Role == "heading").Select(node => node.Name).ToHashSet());
        Assert.Contains(tree, node => node.Role == "main");
        Assert.Contains(tree, node => node.Role is "rowheader" && node.Name == "site1");
        Assert.Equal("en", (await page.AskAsync("document.documentElement.lang")).GetString());
        Assert.Empty(await StringsAsync(page, "[...document.querySelectorAll('[id]')].map((each) => each.id).filter((id, index, all) => all.indexOf(id) !== index)"));
    }

    [SitesFact]
    public async Task Fingers_find_every_button_and_keys_every_control()
    {
        await using BrowserPage page = await OpenAsync(375);
        await page.UntilTextAsync("#verdict-title", "All is well");
        await page.UntilAsync("document.querySelector('#document-list button')");

        // Success criterion 2.5.8 wants 24; ours have more.
        Assert.Empty(await StringsAsync(page, "[...document.querySelectorAll('button, input')].filter((each) => each.checkVisibility()).filter((each) => each.getBoundingClientRect().height < 36 || each.getBoundingClientRect().width < 36).map((each) => each.id || each.innerText)"));
        HashSet<string> reached = [];
        for (int tabs = 0; tabs < 20; tabs++)
        {
            await page.TabAsync();
            string focused = (await page.AskAsync("document.activeElement.id || (document.activeElement === document.body ? '' : document.activeElement.className) || document.activeElement.tagName")).GetString()!;
            reached.Add(focused);
            string outline = (await page.AskAsync("getComputedStyle(document.activeElement).outlineStyle")).GetString()!;
            Assert.True(outline != "none" || focused is "BODY" or "main", $"Who comes to {focused} by keys does not see it.");
        }
        Assert.Superset(new HashSet<string> { "skip", "prefix", "new" }, reached);
    }

    private static string Value(JsonElement node, string property) =>
        node.TryGetProperty(property, out JsonElement value) && value.TryGetProperty("value", out JsonElement text) ? text.GetString() ?? "" : "";

    private static async Task<string[]> StringsAsync(BrowserPage page, string expression) =>
        [.. (await page.AskAsync(expression)).EnumerateArray().Select(each => each.GetString()!)];

    private static async Task AssertFitsAsync(BrowserPage page)
    {
        Assert.Empty(await StringsAsync(page, """
            [...document.querySelectorAll('body *')]
              .filter((each) => each.checkVisibility() && !each.closest('svg, .skip, .hidden, thead') && each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
              .map((each) => `${each.tagName} ${each.id} ${each.className} ends at ${each.getBoundingClientRect().right}`)
            """));
        Assert.True((await page.AskAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).GetBoolean());
    }

    private Task<BrowserPage> OpenAsync(int width, bool isDark = false) =>
        browser.OpenAsync(new Uri($"http://{Sites[0].Http}/"), width, 900, isDark);
}
