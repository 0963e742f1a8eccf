namespace ClientHa.Wire.Tests.Site;

internal static class Channels
{
    /// <summary>How long a test waits for what must come: no measure of speed, only a guard against hanging for ever.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    public static WireChannel Open(Uri address, WireChannelOptions? options = null) =>
        new(new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true }, address, options);
}
