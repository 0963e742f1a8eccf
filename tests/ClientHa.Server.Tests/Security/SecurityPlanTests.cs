using ClientHa.Server.Hosting;
using ClientHa.Server.Security;

namespace ClientHa.Server.Tests.Security;

/// <summary>What an operator writes about security, and what is wrong with it.</summary>
public sealed class SecurityPlanTests : IDisposable
{
    private readonly SecureFolder folder = SecureFolder.Create();

    public SecurityPlanTests() => folder.IssueSite(0);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_site_that_is_told_nothing_is_open_to_its_own_machine_alone()
    {
        SecurityPlan plan = Read(_ => { }).Security;
        Assert.True(plan.IsOpenToClients && plan.IsOpenToPeers);
        Assert.True(plan.IsNear(System.Net.IPAddress.Loopback) && plan.IsNear(System.Net.IPAddress.Parse("::ffff:127.0.0.1")) && plan.IsNear(System.Net.IPAddress.IPv6Loopback));
        Assert.False(plan.IsNear(System.Net.IPAddress.Parse("192.0.2.1")) || plan.IsNear(System.Net.IPAddress.Parse("::ffff:192.0.2.1")));
    }

    [Fact]
    public void With_everything_a_site_may_listen_anywhere()
    {
        ServerPlan plan = Read(options =>
        {
            folder.UseTls(options);
            options.Listen = ["0.0.0.0:8001"];
            options.Peers = ["1.ha.test:8001"];
        });
        Assert.Empty(plan.Notes.Where(note => note.Contains("insecure", StringComparison.Ordinal)));
        Assert.True(plan.ListensForPages);
    }

    [Theory]
    [InlineData("CertificateFile", "Tls:CertificateFile, without which")]
    [InlineData("PeerCaFile", "Tls:PeerCaFile, by which sites know each other")]
    [InlineData("ClientCaFile", "Access:TokensFile or Tls:ClientCaFile, by which clients are known")]
    public void Beyond_loopback_each_part_is_missed(string missing, string said)
    {
        string[] faults = FaultsOf(options =>
        {
            folder.UseTls(options);
            if (missing == "CertificateFile")
                options.Tls = new();
            typeof(ServerTlsOptions).GetProperty(missing)!.SetValue(options.Tls, null);
            (options.Listen, options.Peers) = (["0.0.0.0:8001"], ["1.ha.test:8001"]);
        });
        Assert.Contains(said, Assert.Single(faults), StringComparison.Ordinal);
        Assert.Contains("'clientha init'", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_of_the_pages_counts_too() =>
        Assert.Contains("0.0.0.0:8000 can be reached", Assert.Single(FaultsOf(options => options.Http = "0.0.0.0:8000")), StringComparison.Ordinal);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("ha.test")]
    [InlineData("10")]
    [InlineData("")]
    public void A_bad_range_is_named(string range) =>
        Assert.Equal(
            $"Access:ClientAllow[0] \"{range}\" is neither an address nor a range: write it like 10.1.0.0/16 or 192.0.2.7",
            Assert.Single(FaultsOf(options => options.Access.ClientAllow = [range])));

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "10.1.2.3", false)]
    public void A_range_holds_its_addresses(string range, string address, bool holds) =>
        Assert.Equal(holds, Read(options => options.Access.ClientAllow = [range]).Security.Access.ClientAllow.Contain(System.Net.IPAddress.Parse(address)));

    [Fact]
    public void Faults_of_tokens_are_all_told_and_show_nothing_of_them()
    {
        string token = AccessToken.Create();
        string[] faults = FaultsOf(options => options.Access.Tokens =
        [
            new() { Name = "", Hash = token },
            new() { Name = "a", Hash = SecureFolder.HashOf(token), Role = "root" },
            new() { Name = "a", Hash = SecureFolder.HashOf(token), Role = "peer" },
            new() { Name = "b", Hash = SecureFolder.HashOf(token), Role = "operator", Read = ["x"] },
        ]);
        Assert.Equal(
            [
                "Access:Tokens[0]:Name is missing: say whose token it is",
                "Access:Tokens[0]:Hash is not sha256: with 64 hexadecimal digits behind it: take it from 'clientha token new'",
                "Access:Tokens[1]:Role \"root\" is none: write client or operator",
                "Access:Tokens[2]:Role is \"peer\", which only a certificate of Tls:PeerCaFile can give: write client or operator",
                "Access:Tokens[3] is an operator with prefixes, and an operator may read and write everything: leave them out, or make it a client",
                "Access:Tokens has the name \"a\" twice: give each a name of its own",
            ],
            faults);
    }

    [Fact]
    public void A_file_of_tokens_that_is_none_is_named_and_not_repeated()
    {
        string file = folder.Write("tokens.json", "{ \"tokens\": [ { \"name\": \"a\", \"secret\": \"clientha_abc\" } ] }");
        string fault = Assert.Single(FaultsOf(options => options.Access.TokensFile = file));
        Assert.Contains($"Access:TokensFile \"{file}\" cannot be read (line 1 is not as it should be)", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("clientha_abc", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_certificates_that_cannot_be_used_are_named()
    {
        string nothing = folder.Write("nothing.pem", "nothing");
        Assert.Contains($"Tls:CertificateFile \"{nothing}\" holds no usable PEM certificate with its key", Assert.Single(FaultsOf(options => options.Tls.CertificateFile = nothing)), StringComparison.Ordinal);
        Assert.Contains("Tls:KeyFile \"/nowhere\" cannot be read", Assert.Single(FaultsOf(options => (options.Tls.CertificateFile, options.Tls.KeyFile) = (nothing, "/nowhere"))), StringComparison.Ordinal);
        Assert.Contains("Tls:PeerCaFile", Assert.Single(FaultsOf(options => options.Tls.PeerCaFile = nothing)), StringComparison.Ordinal);
    }

    private static ServerPlan Read(Action<HaServerOptions> configure) => Read(configure, out Findings findings) ?? throw new InvalidOperationException(string.Join('\n', findings.Failures));

    private static string[] FaultsOf(Action<HaServerOptions> configure)
    {
        Assert.Null(Read(configure, out Findings findings));
        return [.. findings.Failures];
    }

    private static ServerPlan? Read(Action<HaServerOptions> configure, out Findings findings)
    {
        HaServerOptions options = new() { DataDirectory = "data" };
        configure(options);
        return ServerPlanReader.Read(options, findings = new Findings());
    }
}
