using System.Text.Json;
using ClientHa.Integration.Tests.Replication;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>One page of the browser, as a person uses it: looks, keys and clicks.</summary>
internal sealed class BrowserPage(DevTools devTools, string target, string session) : IAsyncDisposable
{
    /// <summary>What the console and the policies have complained of. A site that is not there is no fault of the page's.</summary>
    public IEnumerable<string> Complaints => devTools.Complaints
        .Where(complaint => complaint.Session == session && !complaint.Text.Contains("net::ERR_", StringComparison.Ordinal))
        .Select(complaint => complaint.Text);

    public async Task PrepareAsync(int width, int height, bool isDark)
    {
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Accessibility", "Audits"])
            await SendAsync($"{domain}.enable");
        await ResizeAsync(width, height);
        await SendAsync("Emulation.setFocusEmulationEnabled", new { enabled = true });
        await ShowAsync();
        await SendAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" }, new { name = "prefers-reduced-motion", value = "reduce" } } });
    }

    /// <summary>In front of the browser's other pages: what is behind them is not drawn and gets no keys.</summary>
    public Task ShowAsync() => SendAsync("Page.bringToFront");

    public Task ResizeAsync(int width, int height) =>
        SendAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 500 });

    public async Task GoToAsync(Uri address)
    {
        await SendAsync("Page.navigate", new { url = address.ToString() });
        await UntilAsync($"document.readyState === 'complete' && location.protocol === '{address.Scheme}:'");
    }

    /// <summary>An expression's value, in JSON's words.</summary>
    public async Task<JsonElement> AskAsync(string expression)
    {
        JsonElement answer = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        return answer.TryGetProperty("exceptionDetails", out JsonElement fault)
            ? throw new InvalidOperationException($"{expression}: {fault}")
            : answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    public async Task<string> TextAsync(string selector) =>
        (await AskAsync($"document.querySelector({Quote(selector)})?.innerText ?? ''")).GetString()!;

    public async Task UntilAsync(string condition)
    {
        string seen = "";
        await Eventually.UntilAsync(
            async () =>
            {
                if ((await AskAsync($"Boolean({condition})")).GetBoolean())
                    return true;
                seen = (await AskAsync("document.body?.innerText ?? ''")).GetString()!;
                return false;
            },
            () => $"{condition}; the page showed: {seen}");
    }

    public Task UntilTextAsync(string selector, string part) =>
        UntilAsync($"(document.querySelector({Quote(selector)})?.innerText ?? '').includes({Quote(part)})");

    /// <summary>With the mouse, in the middle of what is seen.</summary>
    public async Task ClickAsync(string selector)
    {
        JsonElement at = await AskAsync($$"""
            (() => {
              const element = document.querySelector({{Quote(selector)}});
              element.scrollIntoView({ block: "center" });
              const box = element.getBoundingClientRect();
              return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
            })()
            """);
        foreach (string type in (string[])["mousePressed", "mouseReleased"])
            await SendAsync("Input.dispatchMouseEvent", new { type, x = at.GetProperty("x").GetDouble(), y = at.GetProperty("y").GetDouble(), button = "left", clickCount = 1 });
    }

    public Task TypeAsync(string text) => SendAsync("Input.insertText", new { text });

    public async Task PressAsync(string key, int code, string? text = null, int modifiers = 0)
    {
        await SendAsync("Input.dispatchKeyEvent", new { type = text is null ? "rawKeyDown" : "keyDown", key, code = key, windowsVirtualKeyCode = code, text, modifiers });
        await SendAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code, modifiers });
    }

    public Task TabAsync() => PressAsync("Tab", 9);

    public Task EnterAsync() => PressAsync("Enter", 13, "\r");

    public Task EscapeAsync() => PressAsync("Escape", 27);

    /// <summary>The whole page as a PNG, or what is seen of it.</summary>
    public async Task<byte[]> PictureAsync(bool isWhole = true)
    {
        await ShowAsync();
        object parameters = new { format = "png", captureBeyondViewport = isWhole };
        if (isWhole)
        {
            JsonElement size = await AskAsync("({ width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight })");
            parameters = new { format = "png", captureBeyondViewport = true, clip = new { x = 0, y = 0, width = size.GetProperty("width").GetInt32(), height = size.GetProperty("height").GetInt32(), scale = 1 } };
        }
        return (await SendAsync("Page.captureScreenshot", parameters)).GetProperty("data").GetBytesFromBase64();
    }

    public async ValueTask DisposeAsync() => await devTools.SendAsync("Target.closeTarget", new { targetId = target });

    public Task<JsonElement> SendAsync(string method, object? parameters = null) => devTools.SendAsync(method, parameters, session);

    public static string Quote(string text) => JsonSerializer.Serialize(text);
}
