using Xunit;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>The browser, started when a test first wants it: where it is missing, tests that need it are left out.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private Chromium? chromium;

    internal async Task<BrowserPage> OpenAsync(Uri address, int width = 1280, int height = 900, bool isDark = false) =>
        await (chromium ??= await Chromium.StartAsync()).OpenAsync(address, width, height, isDark);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
    }
}
