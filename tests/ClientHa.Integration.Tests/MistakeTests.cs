using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing.Processes;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClientHa.Integration.Tests;

/// <summary>What an operator reads who has set something wrong.</summary>
public sealed class MistakeTests(TwoSites fixture) : IClassFixture<TwoSites>
{
    private readonly SiteCluster sites = fixture.Cluster;

    [Theory]
    [InlineData("ha.test:8001", 2, "Url \"ha.test:8001\" has no scheme: write grpc://ha.test:8001")]
    [InlineData("grpc://ha.test", 2, "Url \"grpc://ha.test\" has no port: write grpc://ha.test:8001")]
    [InlineData("grpc://ha.test:80010", 2, "Url \"grpc://ha.test:80010\" has the port \"80010\", which is outside 1 to 65535: write")]
    [InlineData("ftp://ha.test:8001", 2, "has the scheme ftp, which is none of grpc, grpcs, http and https: write grpc://ha.test:8001")]
    [InlineData("grpc://ha.test:8001/clinic", 2, "has a path: write grpc://ha.test:8001")]
    [InlineData("grpc://ha.test:8001", -1, "ServerCount -1 is outside 0 to 64: write the number of sites")]
    [InlineData("grpc://ha.test:8001", 65, "ServerCount 65 is outside 0 to 64: write the number of sites")]
    [InlineData("grpc://0.ha.test:8001", 2, "would lead to 0.0.ha.test: set ServerCount to 0")]
    [InlineData("grpc://10.0.0.1:8001", 2, "ServerCount 2 with grpc://10.0.0.1:8001 would number an IP address: set ServerCount to 0")]
    public void A_wrong_url_or_count_is_refused_at_the_start_with_the_value_and_the_remedy(string url, int serverCount, string message)
    {
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => new HaHttpHandler(url, serverCount));
        AssertContains(message, e.Message);
    }

    [SitesFact]
    public async Task A_count_that_is_too_high_costs_no_call_and_the_status_names_the_site_that_does_not_exist()
    {
        using SiteClient client = sites.Connect(serverCount: 3, options => options.FirstChoice = "2");
        Assert.InRange(await client.WhoAmIAsync(), 0, 1);
        AssertContains("does not exist", $"{client.Status.Sites[2].LastError}");
    }

    [SitesFact]
    public async Task A_name_that_does_not_exist_is_named_for_each_site()
    {
        string message = await FailAsync($"grpc://nosuch.test:{sites.Port}", 2);
        AssertContains($"0.nosuch.test:{sites.Port}: does not exist: ", message);
        AssertContains($"1.nosuch.test:{sites.Port}: does not exist: ", message);
        AssertContains("says that it does not exist (NXDOMAIN), for ", message);
    }

    [SitesFact]
    public async Task A_name_server_that_does_not_answer_is_named()
    {
        int port = FreePort.Find();
        string message = await FailAsync(
            $"grpc://ha.test:{sites.Port}", 2, options => options.NameServers = [$"127.0.0.1:{port}"]);
        AssertContains($"0.ha.test:{sites.Port}: was not resolved. 127.0.0.1:{port} could not be asked", message);
    }

    [SitesFact]
    public async Task A_port_at_which_nothing_listens_is_named_for_each_site()
    {
        int port = FreePort.Find([.. sites.EndPoints.Select(endPoint => endPoint.Address)]);
        string message = await FailAsync($"grpc://ha.test:{port}", 2);
        AssertContains($"No site answers. 0.ha.test:{port}: refused the connection, for ", message);
        AssertContains($"1.ha.test:{port}: refused the connection, for ", message);
    }

    [SitesFact]
    public async Task A_url_with_TLS_for_sites_without_it_is_answered_with_the_other_scheme()
    {
        string message = await FailAsync($"grpcs://ha.test:{sites.Port}", 2);
        AssertContains($"0.ha.test:{sites.Port} broke the TLS handshake: ", message);
        AssertContains("if it serves without TLS, write grpc://", message);
    }

    private static void AssertContains(string part, string message) => Assert.Contains(part, message, StringComparison.Ordinal);

    private async Task<string> FailAsync(string url, int serverCount, Action<HaOptions>? configure = null)
    {
        using SiteClient client = sites.ConnectTo(url, serverCount, options =>
        {
            options.NoSiteTimeout = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        return await client.FailAsync();
    }
}
