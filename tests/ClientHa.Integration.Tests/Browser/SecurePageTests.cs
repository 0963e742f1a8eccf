using ClientHa.Integration.Tests.Security;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>The status page over TLS, of sites that know their operators by tokens.</summary>
[Collection(SharedBrowser.Name)]
[Trait("Needs", "chromium")]
public sealed class SecurePageTests(BrowserFixture browser) : IAsyncLifetime
{
    private JoinedSites? joined;

    private JoinedSites Sites => joined!;

    public async Task InitializeAsync() => joined = await JoinedSites.StartAsync();

    public async Task DisposeAsync()
    {
        if (joined is not null)
            await joined.DisposeAsync();
    }

    [SitesFact]
    public async Task An_operator_gives_the_token_for_a_password_sees_all_sites_edits_and_is_shut_out_when_the_token_is_revoked()
    {
        await using BrowserPage page = await browser.OpenAsync(new Uri("about:blank"));

        // The browser asks its machine whom to believe, and our authority is none of the machine's.
        await page.SendAsync("Security.setIgnoreCertificateErrors", new { ignore = true });

        // As if the operator had typed it where the browser asks.
        string token = (await File.ReadAllTextAsync(Sites.TokenFile("operator"))).Trim();
        await page.GoToAsync(new UriBuilder(Sites.PageOf(0)) { UserName = "me", Password = token }.Uri);
        await page.GoToAsync(Sites.PageOf(0));
        await page.UntilTextAsync("#verdict-title", "All is well");
        Assert.Equal("2 of 2 sites serve, 2 of 2 links are good.", await page.TextAsync("#verdict-text"));

        await page.ClickAsync("#new");
        await page.UntilAsync("document.getElementById('editor').open");
        await page.TypeAsync("greeting");
        await page.TabAsync();
        await page.TypeAsync("Good morning");
        await page.ClickAsync("#save");
        await page.UntilTextAsync("#editor-said", "Saved");
        Assert.Contains("Good morning", (await Sites.AskAsync(Sites.TokenFile("client"), "get", "greeting")).Output, StringComparison.Ordinal);

        Assert.Empty(page.Complaints);
        await JoinedSites.ToolAsync("token", "revoke", "operator", "--file", Path.Combine(Sites.DataOf(0), "security", "tokens.json"));
        await page.UntilTextAsync("#verdict-title", "This site has said nothing");
    }
}
