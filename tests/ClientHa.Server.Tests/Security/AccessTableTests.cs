using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ClientHa.Server.Health;
using ClientHa.Server.Hosting;
using ClientHa.Server.Http;
using ClientHa.Server.Security;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Server.Tests.Security;

/// <summary>Every method with every kind of credential, good and bad. A method without a row is found here, and nobody may call it.</summary>
public sealed class AccessTableTests : IAsyncLifetime
{
    private SecureSite? secure;

    private SecureSite Site => secure!;

    public async Task InitializeAsync()
    {
        secure = SecureSite.Create();
        Site.Grant(
            new() { Name = "client" },
            new() { Name = "operator", Role = "operator" },
            new() { Name = "expired", Expires = TimeProvider.System.GetUtcNow().AddDays(-1) },
            new() { Name = "far client", Allow = ["192.0.2.0/24"] },
            new() { Name = "far operator", Role = "operator", Allow = ["192.0.2.7", "2001:db8::/32"] });
        await Site.ServeAsync();
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    [Fact]
    public void Each_method_has_a_row_and_each_row_a_method() =>
        Assert.Equal(AccessRow.AllMethods.Select(AccessRow.PathOf).Order(StringComparer.Ordinal), AccessTable.Methods.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void What_tells_of_documents_says_which()
    {
        Assert.All(
            AccessTable.Methods.Where(row => row.Value.Roles.Contains(AccessRole.Client)),
            row => Assert.NotNull(row.Value.Demand));
    }

    [Fact]
    public async Task Only_health_answers_who_shows_nothing()
    {
        foreach (MethodDescriptor method in AccessRow.AllMethods)
        {
            (WireStatusCode? code, string detail) = await Site.CallAsync(AccessRow.PathOf(method));
            if (method.Service.FullName == "grpc.health.v1.Health")
                AssertAdmitted(method, code, detail);
            else
                AssertRefused(method, WireStatusCode.Unauthenticated, code, detail);
        }
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("nonsense")]
    [InlineData("Basic !!!")]
    [InlineData("Digest a=b")]
    public Task A_wrong_token_opens_nothing(string authorization) => AssertAllRefusedAsync(WireStatusCode.Unauthenticated, authorization);

    [Fact]
    public Task A_token_that_has_ended_opens_nothing() => AssertAllRefusedAsync(WireStatusCode.Unauthenticated, $"Bearer {Site.TokenOf("expired")}");

    [Fact]
    public Task The_hash_of_a_token_is_no_token() => AssertAllRefusedAsync(WireStatusCode.Unauthenticated, $"Bearer {SecureFolder.HashOf(Site.TokenOf("operator"))}");

    [Fact]
    public async Task A_strangers_certificate_opens_nothing()
    {
        using X509Certificate2 stranger = Site.Folder.Client("0.ha.test", by: Site.Folder.Stranger, dnsNames: ["0.ha.test"]);
        await AssertAllRefusedAsync(WireStatusCode.Unauthenticated, certificate: stranger);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_opens_nothing()
    {
        using X509Certificate2 ended = Site.Folder.Client(lifetime: TimeSpan.FromHours(-1));
        await AssertAllRefusedAsync(WireStatusCode.Unauthenticated, certificate: ended);
    }

    [Theory]
    [InlineData("far client")]
    [InlineData("far operator")]
    public Task A_token_for_other_addresses_opens_nothing(string name) => AssertAllRefusedAsync(WireStatusCode.PermissionDenied, $"Bearer {Site.TokenOf(name)}");

    [Theory]
    [InlineData("client", false)]
    [InlineData("operator", true)]
    public async Task A_role_opens_its_own_methods_and_no_others(string role, bool isOperator)
    {
        foreach (MethodDescriptor method in AccessRow.AllMethods.OrderBy(method => method.Name == "Drain"))
        {
            AccessRule rule = AccessTable.Methods[AccessRow.PathOf(method)];
            (WireStatusCode? code, string detail) = await Site.CallAsync(AccessRow.PathOf(method), $"Bearer {Site.TokenOf(role)}");
            if (rule.IsForAnyone || rule.Roles.Contains(isOperator ? AccessRole.Operator : AccessRole.Client))
                AssertAdmitted(method, code, detail);
            else
                AssertRefused(method, WireStatusCode.PermissionDenied, code, detail);
        }
    }

    [Fact]
    public async Task A_sites_certificate_opens_replication_and_the_status_and_nothing_else_of_operators()
    {
        using X509Certificate2 peer = Site.Folder.Client("1.ha.test", dnsNames: ["1.ha.test"]);
        (WireStatusCode? code, string detail) = await Site.CallAsync("/clientha.v1.ReplicationService/Exchange", certificate: peer);
        Assert.True(code is null or WireStatusCode.InvalidArgument, $"{code}: {detail}");
        foreach (MethodDescriptor method in AccessRow.AllMethods.Where(method => method.Service.Name == "SitesService"))
        {
            (code, detail) = await Site.CallAsync(AccessRow.PathOf(method), certificate: peer);
            if (method.Name == "GetStatus")
                AssertAdmitted(method, code, detail);
            else
                AssertRefused(method, WireStatusCode.PermissionDenied, code, detail);
        }
    }

    [Fact]
    public async Task A_method_that_is_written_in_other_letters_is_not_served()
    {
        (WireStatusCode? code, _) = await SendAsync("/clientha.v1.DocumentsService/get");
        Assert.Equal(WireStatusCode.Unimplemented, code);

        Task<(WireStatusCode? Code, string Detail)> SendAsync(string path) => Site.CallAsync(path);
    }

    [Fact]
    public async Task A_health_check_tells_strangers_how_the_site_is_and_operators_why()
    {
        IServiceProvider services = Site.Site.Services;
        services.GetRequiredService<SiteHealth>().Set(HealthState.Starting("waits for 1.ha.test:8001"));
        // The host's stop is not wanted here, but to see what is answered until then.
        using ManualResetEventSlim isAnswered = new();
        using CancellationTokenRegistration holding = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => isAnswered.Wait(HangGuard.Token));
        services.GetRequiredService<SiteFault>().Report("The log cannot be written any more.");
        using X509Certificate2 client = Site.Folder.Client();
        using X509Certificate2 peer = Site.Folder.Client("1.ha.test", dnsNames: ["1.ha.test"]);

        foreach ((string path, string word, string why) in ((string, string, string)[])[
            ("/ping", "starting\n", "starting: waits for 1.ha.test:8001\n"),
            ("/readyz", "starting\n", "starting: waits for 1.ha.test:8001\n"),
            ("/healthz", "failed\n", "The log cannot be written any more.\n")])
        {
            foreach ((string? name, X509Certificate2? certificate) in ((string?, X509Certificate2?)[])[
                (null, null), ("nobody", null), ("expired", null), ("client", null), ("far operator", null), (null, client), (null, peer)])
            {
                (HttpStatusCode code, string text) = await Site.GetAsync(path, name is null ? null : $"Bearer {Site.TokenOf(name)}", certificate);
                Assert.Equal((path, name, HttpStatusCode.ServiceUnavailable, word), (path, name, code, text));
            }
            Assert.Equal((HttpStatusCode.ServiceUnavailable, why), await Site.GetAsync(path, $"Bearer {Site.TokenOf("operator")}"));
        }
        isAnswered.Set();
    }

    [Fact]
    public async Task Links_that_are_not_good_are_told_to_operators()
    {
        ((EmbeddedSite)Site.Site.Services.GetRequiredService<ISite>()).Peers!.Host.Table.StatusOf("1.ha.test:8001");

        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Site.GetAsync("/readyz"));
        (_, string text) = await Site.GetAsync("/readyz", $"Bearer {Site.TokenOf("operator")}");
        Assert.StartsWith("ready\nlink to 1.ha.test:8001: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_for_operators_but_those_of_load_balancers()
    {
        OperatorRoute[] routes = [.. Site.Site.Services.GetRequiredService<OperatorPages>().Routes];
        Assert.Equal(AccessTable.OpenPages.Order(StringComparer.Ordinal), routes.Where(route => route.Role is null).Select(route => route.Path).Order(StringComparer.Ordinal));
        foreach (string path in routes.Where(route => !route.IsWriting).Select(route => route.Path).Distinct())
        {
            bool isOpen = AccessTable.OpenPages.Contains(path);
            Assert.Equal((path, isOpen ? HttpStatusCode.OK : HttpStatusCode.Unauthorized), (path, (await Site.GetAsync(path)).Code));
            if (isOpen)
                continue;
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, (await Site.GetAsync(path, "Bearer nonsense")).Code));
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, (await Site.GetAsync(path, $"Bearer {Site.TokenOf("expired")}")).Code));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await Site.GetAsync(path, $"Bearer {Site.TokenOf("client")}")).Code));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await Site.GetAsync(path, $"Bearer {Site.TokenOf("far operator")}")).Code));
        }
        string asABrowserDoes = Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Site.TokenOf("operator")}"));
        Assert.Equal(HttpStatusCode.OK, (await Site.GetAsync("/metrics", $"Basic {asABrowserDoes}")).Code);
        Assert.Equal(HttpStatusCode.OK, (await Site.GetAsync("/metrics", $"Bearer {Site.TokenOf("operator")}")).Code);
    }

    private async Task AssertAllRefusedAsync(WireStatusCode expected, string? authorization = null, X509Certificate2? certificate = null)
    {
        foreach (MethodDescriptor method in AccessRow.AllMethods.Where(method => !AccessTable.Methods[AccessRow.PathOf(method)].IsForAnyone))
        {
            (WireStatusCode? code, string detail) = await Site.CallAsync(AccessRow.PathOf(method), authorization, certificate);
            if (code != WireStatusCode.PermissionDenied || expected == WireStatusCode.Unauthenticated)
                AssertRefused(method, expected, code, detail);
            Assert.DoesNotContain("clientha_", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("nonsense", detail, StringComparison.Ordinal);
        }
    }

    /// <summary>What isn't served yet is refused by that.</summary>
    private static void AssertRefused(MethodDescriptor method, WireStatusCode expected, WireStatusCode? code, string detail) =>
        Assert.True(code == expected || code == WireStatusCode.Unimplemented, $"{AccessRow.PathOf(method)} was answered {code}: {detail}");

    private static void AssertAdmitted(MethodDescriptor method, WireStatusCode? code, string detail) =>
        Assert.True(code is not (WireStatusCode.Unauthenticated or WireStatusCode.PermissionDenied), $"{AccessRow.PathOf(method)} was answered {code}: {detail}");
}
