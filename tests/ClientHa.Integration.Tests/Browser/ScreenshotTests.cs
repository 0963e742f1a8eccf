using System.Buffers.Binary;
using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>
/// The pictures of the README, from sites with something in them. <c>CLIENTHA_SCREENSHOTS=samples/screenshots</c>, a full path, keeps
/// them.
/// </summary>
[Collection(SharedBrowser.Name)]
[Trait("Needs", "chromium")]
public sealed class ScreenshotTests(BrowserFixture browser)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CLIENTHA_SCREENSHOTS");

    [SitesFact]
    public async Task The_page_can_be_shown_in_light_and_dark_and_on_a_phone_and_when_something_is_wrong()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        await FillAsync(sites);
        await using BrowserPage light = await OpenAsync(sites, 1280, false);
        await using BrowserPage dark = await OpenAsync(sites, 1280, true);
        await using BrowserPage phone = await OpenAsync(sites, 375, true);
        foreach (BrowserPage page in (BrowserPage[])[light, dark, phone])
            await page.UntilAsync("document.querySelectorAll('#link-rows tr').length === 2 && document.querySelector('#document-list button')");
        await KeepAsync(light, "status-light", 1280);
        await KeepAsync(dark, "status-dark", 1280);
        await KeepAsync(phone, "status-phone", 375);

        await sites[1].KillAsync();
        await dark.UntilTextAsync("#verdict-title", "One thing is wrong");
        await sites.ConnectTo(0).PutAsync("patients/9", "Written while site 1 is away", null, HangGuard.Token);
        await dark.UntilTextAsync("#findings", "operation waits");
        await KeepAsync(dark, "status-wrong", 1280);
    }

    private static async Task FillAsync(ReplicatedSites sites)
    {
        DocumentsClient[] clients = [sites.ConnectTo(0), sites.ConnectTo(1)];
        (string Key, string Text)[] documents =
        [
            ("flows/admission", "{ \"steps\": [ \"open journal\", \"copy CPR\", \"confirm\" ] }"),
            ("flows/discharge", "{ \"steps\": [ \"print letter\", \"close journal\" ] }"),
            ("patients/7", "Ada"),
            ("patients/8", "Grace"),
            ("settings/greeting", "Good morning"),
            ("settings/language", "en"),
        ];
        for (int index = 0; index < documents.Length; index++)
            await clients[index % 2].PutAsync(documents[index].Key, documents[index].Text, null, HangGuard.Token);
        await sites.WaitUntilEqualAsync();
    }

    private async Task<BrowserPage> OpenAsync(ReplicatedSites sites, int width, bool isDark)
    {
        BrowserPage page = await browser.OpenAsync(new Uri($"http://{sites[0].Http}/"), width, 800, isDark);
        await page.UntilTextAsync("#verdict-title", "All is well");
        return page;
    }

    private static async Task KeepAsync(BrowserPage page, string name, int width)
    {
        byte[] picture = await page.PictureAsync();

        // The header chunk of a PNG (ISO/IEC 15948): width and height, big-endian.
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)));
        Assert.True(picture.Length > 10_000, $"A picture of {picture.Length} bytes shows nothing.");
        if (Folder is not null)
            await File.WriteAllBytesAsync(Path.Combine(Folder, $"{name}.png"), picture);
    }
}
