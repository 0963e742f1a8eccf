using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>Documents are read and edited in the browser, at whichever site.</summary>
[Collection(SharedBrowser.Name)]
[Trait("Needs", "chromium")]
public sealed class DocumentEditorTests(BrowserFixture browser) : IAsyncLifetime
{
    private ReplicatedSites? running;

    private ReplicatedSites Sites => running!;

    private DocumentsClient Other => Sites.ConnectTo(1);

    public async Task InitializeAsync() => running = await ReplicatedSites.StartAsync();

    public async Task DisposeAsync() => await Sites.DisposeAsync();

    [SitesFact]
    public async Task A_document_that_is_made_by_keys_alone_is_at_the_other_site_too()
    {
        await using BrowserPage page = await OpenAsync();
        for (int tabs = 0; await FocusAsync(page) != "new"; tabs++)
        {
            Assert.True(tabs < 30, "New document is not reached by Tab.");
            await page.TabAsync();
        }
        await page.EnterAsync();
        await page.UntilAsync("document.activeElement.id === 'key'");
        await page.TypeAsync("settings/greeting");
        await page.TabAsync();
        await page.TypeAsync("Good morning, \"<b>Ada</b>\" ☀");
        await page.TabAsync();
        Assert.Equal("save", await FocusAsync(page));
        await page.EnterAsync();
        await page.UntilTextAsync("#editor-said", "Saved");
        await page.EscapeAsync();
        await page.UntilAsync("!document.getElementById('editor').open");

        await page.UntilTextAsync("#document-list", "settings/greeting");
        Assert.Equal("Good morning, \"<b>Ada</b>\" ☀", await ReadAsync("settings/greeting"));
        Assert.Empty(page.Complaints);
    }

    [SitesFact]
    public async Task What_somebody_else_has_written_meanwhile_is_not_written_over_unseen()
    {
        await Sites.ConnectTo(0).PutAsync("a", "first", null, HangGuard.Token);
        await using BrowserPage page = await OpenAsync();
        await EditAsync(page, "mine");
        await Sites.ConnectTo(0).PutAsync("a", "theirs", null, HangGuard.Token);

        await page.ClickAsync("#save");
        await page.UntilTextAsync("#editor-said", "Somebody else has written this document meanwhile");
        Assert.Equal("theirs", (await Sites.ConnectTo(0).GetAsync("a", HangGuard.Token))?.Text);
        Assert.Equal("mine", (await page.AskAsync("document.getElementById('text').value")).GetString());

        await page.ClickAsync("#theirs");
        Assert.Equal("theirs", (await page.AskAsync("document.getElementById('text').value")).GetString());
        await page.AskAsync("document.getElementById('text').select()");
        await page.TypeAsync("both");
        await page.ClickAsync("#save");
        await page.UntilTextAsync("#editor-said", "Saved");
        Assert.Equal("both", (await Sites.ConnectTo(0).GetAsync("a", HangGuard.Token))?.Text);
    }

    [SitesFact]
    public async Task A_document_goes_at_the_second_word_and_at_every_site()
    {
        await Sites.ConnectTo(0).PutAsync("a", "first", null, HangGuard.Token);
        await using BrowserPage page = await OpenAsync();
        await EditAsync(page, null);

        await page.ClickAsync("#delete");
        await page.UntilTextAsync("#delete", "Delete it at every site");
        Assert.NotNull(await Sites.ConnectTo(0).GetAsync("a", HangGuard.Token));
        await page.ClickAsync("#delete");
        await page.UntilTextAsync("#documents-said", "There are none.");
        await Eventually.UntilAsync(async () => await Other.GetAsync("a", HangGuard.Token) is null, () => "the document is still at the other site");
    }

    [SitesFact]
    public async Task What_is_written_and_not_saved_is_not_lost_by_one_key()
    {
        await Sites.ConnectTo(0).PutAsync("a", "first", null, HangGuard.Token);
        await using BrowserPage page = await OpenAsync();
        await EditAsync(page, "much work");

        await page.EscapeAsync();
        await page.UntilTextAsync("#editor-said", "is not saved");
        Assert.True((await page.AskAsync("document.getElementById('editor').open")).GetBoolean());
        await page.EscapeAsync();
        await page.UntilAsync("!document.getElementById('editor').open");
    }

    [SitesFact]
    public async Task Markup_in_keys_and_values_is_text_and_bytes_that_are_none_are_not_edited()
    {
        const string evil = "<img src=x onerror=\"document.title='evil'\">";
        await Sites.ConnectTo(0).PutAsync(evil, evil, null, HangGuard.Token);
        await Sites.ConnectTo(0).PutAsync("bytes", new byte[] { 0xff, 0x00, 0xfe }, null, HangGuard.Token);
        await using BrowserPage page = await OpenAsync();

        await page.UntilTextAsync("#document-list", evil);
        Assert.Equal(0, (await page.AskAsync("document.images.length")).GetInt32());
        Assert.Contains("ClientHa", (await page.AskAsync("document.title")).GetString(), StringComparison.Ordinal);
        await page.ClickAsync("#document-list li:last-child button");
        await page.UntilAsync("document.getElementById('editor').open");
        Assert.True((await page.AskAsync("document.getElementById('text').readOnly && document.getElementById('save').hidden")).GetBoolean());
        Assert.Equal("(3 B that are no text)", (await page.AskAsync("document.getElementById('text').value")).GetString());
        Assert.Empty(page.Complaints);
    }

    [SitesFact]
    public async Task Writes_that_lost_to_concurrent_ones_are_shown_with_both_values()
    {
        // Neither has seen the other: each writes at a site that is alone.
        await Sites[1].StopAsync();
        await Sites.ConnectTo(0).PutAsync("a", "from the one", null, HangGuard.Token);
        await Sites[0].StopAsync();
        await Sites[1].ServeAsync(Sites.PeersOf(1));
        await Sites.ConnectTo(1).PutAsync("a", "from the other", null, HangGuard.Token);
        await Sites[0].ServeAsync(Sites.PeersOf(0));
        await Sites.WaitUntilEqualAsync();
        await using BrowserPage page = await OpenAsync();

        await page.UntilTextAsync("#conflict-list", "Lost, from site 0: from the one");
        await page.UntilTextAsync("#conflict-list", "Won, from site 1: from the other");
        await page.ClickAsync("#conflict-list button");
        await page.UntilAsync("document.getElementById('text').value === 'from the other'");
    }

    [SitesFact]
    public async Task Hundreds_of_documents_come_page_by_page_and_by_their_prefix()
    {
        await Task.WhenAll(Enumerable.Range(0, 150).Select(number => Sites.ConnectTo(0).PutAsync($"k/{number:000}", "v", null, HangGuard.Token)));
        await using BrowserPage page = await OpenAsync();
        await page.UntilTextAsync("#documents-said", "The first 100 are shown.");
        await page.ClickAsync("#more");
        await page.UntilAsync("document.querySelectorAll('#document-list li').length === 150");

        await page.AskAsync("document.getElementById('prefix').focus()");
        await page.TypeAsync("k/14");
        await page.EnterAsync();
        await page.UntilAsync("document.querySelectorAll('#document-list li').length === 10");
    }

    private async Task<BrowserPage> OpenAsync()
    {
        BrowserPage page = await browser.OpenAsync(new Uri($"http://{Sites[0].Http}/"));
        // Until all has found its place: who clicks hits what was there a moment ago.
        await page.UntilTextAsync("#verdict-title", "All is well");
        await page.UntilAsync("document.querySelectorAll('#link-rows tr').length === 2");
        await page.UntilAsync("!document.getElementById('documents').hidden && !document.getElementById('new').hidden");
        return page;
    }

    /// <summary>Opens the first document, and writes something else into it.</summary>
    private static async Task EditAsync(BrowserPage page, string? text)
    {
        await page.UntilAsync("document.querySelector('#document-list button')");
        await page.ClickAsync("#document-list button");
        await page.UntilAsync("document.getElementById('editor').open");
        if (text is null)
            return;
        await page.AskAsync("document.getElementById('text').select()");
        await page.TypeAsync(text);
    }

    private static async Task<string> FocusAsync(BrowserPage page) => (await page.AskAsync("document.activeElement.id")).GetString()!;

    private async Task<string> ReadAsync(string key)
    {
        Document? found = null;
        await Eventually.UntilAsync(async () => (found = await Other.GetAsync(key, HangGuard.Token)) is not null, () => $"{key} is not at the other site");
        return found!.Text;
    }
}
