using System.Net.WebSockets;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>A real Chromium without a window, told what to do by its own DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Listening = "DevTools listening on ";

    private readonly DirectoryInfo profile;
    private readonly SiteProcess process;
    private readonly DevTools devTools;

    private Chromium(DirectoryInfo profile, SiteProcess process, DevTools devTools) => (this.profile, this.process, this.devTools) = (profile, process, devTools);

    public static async Task<Chromium> StartAsync()
    {
        DirectoryInfo profile = Directory.CreateTempSubdirectory("clientha-chromium-");
        // Its sandbox wants rights that a container doesn't give; it sees nothing here but our own page.
        SiteProcess process = SiteProcess.Start(
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--force-device-scale-factor=1",
            "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank");
        string line = await process.WaitForLineAsync(said => said.StartsWith(Listening, StringComparison.Ordinal), HangGuard.Token);
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri(line[Listening.Length..]), HangGuard.Token);
        return new(profile, process, new DevTools(socket));
    }

    /// <summary>A page of its own, with no cookies or cache of another one.</summary>
    public async Task<BrowserPage> OpenAsync(Uri address, int width = 1280, int height = 900, bool isDark = false)
    {
        string target = (await devTools.SendAsync("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString()!;
        string session = (await devTools.SendAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
        BrowserPage page = new(devTools, target, session);
        await page.PrepareAsync(width, height, isDark);
        await page.GoToAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await devTools.DisposeAsync();
        await process.DisposeAsync();
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser's that ends a little later may still write there.
        }
    }
}
