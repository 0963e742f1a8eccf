using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Replication;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Security;

/// <summary>From nothing to two sites that know each other and their clients, by the commands that an operator types.</summary>
public sealed class JoinedSitesTests : IAsyncLifetime
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
    public async Task Clients_and_operators_do_what_they_may_and_nothing_secret_is_said()
    {
        string client = Sites.TokenFile("client"), boss = Sites.TokenFile("operator");
        Assert.Equal(0, (await Sites.AskAsync(client, "put", "config/a", "1")).ExitCode);
        CliRun status = await Sites.AskAsync(boss, "status");
        await Eventually.UntilAsync(
            async () => (status = await Sites.AskAsync(boss, "status")).ExitCode == 0,
            () => status.Output + status.Error);

        (await Sites.AskAsync(null, "get", "config/a")).AssertFails(1, "UNAUTHENTICATED", "--token-file");
        CliRun denied = await Sites.AskAsync(client, "status", "--json");
        Assert.Equal(1, denied.ExitCode);
        Assert.Contains("is a client, and /clientha.v1.SitesService/GetStatus is for an operator", denied.Output + denied.Error, StringComparison.Ordinal);

        string wrong = Path.Combine(Sites.Folder, "wrong.token");
        await File.WriteAllTextAsync(wrong, "clientha_wrong-secret");
        CliRun refused = await Sites.AskAsync(wrong, "get", "config/a");
        refused.AssertFails(1, "UNAUTHENTICATED", "none of this site's");

        string[] secrets = ["clientha_wrong-secret", (await File.ReadAllTextAsync(client)).Trim(), (await File.ReadAllTextAsync(boss)).Trim()];
        string said = string.Join('\n', [.. Sites.Said, refused.Error, refused.Output, status.Output]);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }

    [SitesFact]
    public async Task A_token_for_a_prefix_is_made_and_taken_away_while_the_sites_run()
    {
        string tokens = Path.Combine(Sites.DataOf(0), "security", "tokens.json");
        CliRun made = await JoinedSites.ToolAsync("token", "new", "--file", tokens, "--name", "app", "--prefix", "config/");
        string file = Path.Combine(Sites.Folder, "app.token");
        await File.WriteAllTextAsync(file, made.Output);
        File.Copy(tokens, Path.Combine(Sites.DataOf(1), "security", "tokens.json"), overwrite: true);

        CliRun run = made;
        await Eventually.UntilAsync(async () => (run = await Sites.AskAsync(file, "put", "config/b", "2")).ExitCode == 0, () => run.Error);
        (await Sites.AskAsync(file, "put", "other", "2")).AssertFails(1, "PERMISSION_DENIED", "app may not write \"other\"");
        Assert.Contains("app\tclient\tconfig/*", (await JoinedSites.ToolAsync("token", "list", "--file", tokens)).Output, StringComparison.Ordinal);

        await JoinedSites.ToolAsync("token", "revoke", "app", "--file", tokens);
        File.Copy(tokens, Path.Combine(Sites.DataOf(1), "security", "tokens.json"), overwrite: true);
        await Eventually.UntilAsync(async () => (run = await Sites.AskAsync(file, "get", "config/b")).Error.Contains("UNAUTHENTICATED", StringComparison.Ordinal), () => run.Output + run.Error);
    }

    [SitesFact]
    public async Task A_certificate_is_renewed_while_the_site_runs()
    {
        string before = await SerialNumberAsync();
        await JoinedSites.ToolAsync("cert", "renew", "--dir", Sites.Setup, "--site", "0");
        await Sites.JoinAsync(0);
        await Eventually.UntilAsync(async () => await SerialNumberAsync() != before, () => "the old certificate");

        CliRun certificate = await JoinedSites.ToolAsync("cert", "new", "reports", "--dir", Sites.Setup);
        Assert.Equal(0, (await Sites.AskAsync(null, "put", "a", "1", "--cert", certificate.Lines[0], "--key", certificate.Lines[1])).ExitCode);
    }

    private async Task<string> SerialNumberAsync()
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Parse("127.0.0.1"), new Uri(Sites.Url.Replace("grpcs", "https", StringComparison.Ordinal)).Port, HangGuard.Token);
        await using SslStream stream = new(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "0.ha.test" }, HangGuard.Token);
        return ((X509Certificate2)stream.RemoteCertificate!).SerialNumber;
    }
}
