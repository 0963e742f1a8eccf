using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Server.Security;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Security;

/// <summary>A site with TLS, certificates and tokens, in this process.</summary>
internal sealed class SecureSite : IAsyncDisposable
{
    private readonly Dictionary<string, string> tokens = [];
    private DocumentsSite? site;

    public SecureFolder Folder { get; } = SecureFolder.Create();

    public DocumentsSite Site => site!;

    public string TokensFile => Folder.PathOf("tokens.json");

    public static SecureSite Create() => new();

    /// <summary>Serves, with the tokens that were added before.</summary>
    public async Task ServeAsync(Action<HaServerOptions>? configure = null, TimeProvider? time = null)
    {
        Folder.IssueSite(0);
        site = await DocumentsSite.ServeAsync(Folder.NewDataDirectory(), options =>
        {
            Folder.UseTls(options);
            options.Http = null;
            if (File.Exists(TokensFile))
                options.Access.TokensFile = TokensFile;
            configure?.Invoke(options);
        }, time: time);
    }

    /// <summary>Writes the file of tokens; a site that serves takes it at once.</summary>
    public void Grant(params AccessGrantOptions[] grants)
    {
        foreach (AccessGrantOptions grant in grants)
            grant.Hash = SecureFolder.HashOf(TokenOf(grant.Name));
        File.WriteAllText(TokensFile, Server.Security.TokensFile.Write(grants));
        site?.Services.GetRequiredService<ServerSecurity>().Reload();
    }

    /// <summary>The token of a caller: one for each name.</summary>
    public string TokenOf(string name)
    {
        if (!tokens.TryGetValue(name, out string? token))
            tokens[name] = token = AccessToken.Create();
        return token;
    }

    public WireCallOptions With(string name) => new() { Metadata = new WireMetadata { { "authorization", $"Bearer {TokenOf(name)}" } } };

    /// <summary>Calls a method with an empty message, and gives the status; null for a stream that has begun.</summary>
    public async Task<(WireStatusCode? Code, string Detail)> CallAsync(string path, string? authorization = null, X509Certificate2? certificate = null)
    {
        using HttpClient client = new(Folder.Handler(certificate));
        using HttpRequestMessage request = new(HttpMethod.Post, SecureFolder.Address(Site.Grpc, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("authorization", authorization);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
        if (!response.Headers.Contains("grpc-status") && AccessRow.AllMethods.Single(method => AccessRow.PathOf(method) == path).IsServerStreaming)
            return (null, "");
        await response.Content.ReadAsByteArrayAsync(HangGuard.Token);
        HttpResponseHeaders headers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        string detail = headers.TryGetValues("grpc-message", out IEnumerable<string>? values) ? Uri.UnescapeDataString(values.Single()) : "";
        return ((WireStatusCode)int.Parse(headers.GetValues("grpc-status").Single(), CultureInfo.InvariantCulture), detail);
    }

    public async Task<(HttpStatusCode Code, string Text)> GetAsync(string path, string? authorization = null, X509Certificate2? certificate = null)
    {
        using HttpClient client = new(Folder.Handler(certificate));
        using HttpRequestMessage request = new(HttpMethod.Get, SecureFolder.Address(Site.Grpc, path));
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("authorization", authorization);
        using HttpResponseMessage response = await client.SendAsync(request, HangGuard.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (site is not null)
            await site.DisposeAsync();
        Folder.Dispose();
    }
}
