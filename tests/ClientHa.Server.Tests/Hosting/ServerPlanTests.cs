using ClientHa.Server.Hosting;

namespace ClientHa.Server.Tests.Hosting;

public sealed class ServerPlanTests
{
    [Fact]
    public void Without_being_told_a_site_listens_on_loopback_only()
    {
        ServerPlan plan = Read(_ => { });

        Assert.Equal("127.0.0.1:8001", Assert.Single(plan.Listen).ToString());
        Assert.Equal("127.0.0.1:8000", Assert.Single(plan.Http).ToString());
        Assert.Empty(plan.Notes);
        Assert.Equal((0, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)), (plan.Site, plan.DrainPeriod, plan.HeartbeatInterval));
        Assert.Equal((1 << 20, 512), (plan.MaxValueBytes, plan.MaxKeyBytes));
    }

    [Theory]
    [InlineData("127.0.0.1:9001", "127.0.0.1:9000")]
    [InlineData("[::1]:9001", "[::1]:9000")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    public void The_HTTP_port_is_the_gRPC_port_less_one(string listen, string http) =>
        Assert.Equal(http, Assert.Single(Read(options => options.Listen = [listen]).Http).ToString());

    [Theory]
    [InlineData("off")]
    [InlineData("OFF")]
    public void HTTP_can_be_off(string http) => Assert.Empty(Read(options => options.Http = http).Http);

    [Fact]
    public void Peers_are_hosts_or_addresses_with_ports() =>
        Assert.Equal(
            ["1.ha.test:8001", "192.0.2.2:8001", "2001:db8::2:8001"],
            Read(options => options.Peers = ["1.HA.test:8001", "192.0.2.2:8001", "[2001:DB8::2]:8001"]).Peers
                .Select(peer => $"{peer.Host}:{peer.Port}"));

    [Fact]
    public void A_bare_number_is_read_as_seconds() =>
        Assert.Equal(TimeSpan.FromSeconds(5), Read(options => options.DrainPeriod = TimeSpan.FromDays(5)).DrainPeriod);

    [Theory]
    [InlineData("0.0.0.0:8001")]
    [InlineData("[::]:8001")]
    [InlineData("192.0.2.1:8001")]
    public void Listening_beyond_loopback_without_TLS_is_refused_unless_it_is_asked_for(string listen)
    {
        Assert.Contains($"{listen} and ", FaultOf(options => options.Listen = [listen]), StringComparison.Ordinal);
        Assert.Contains("Tls:CertificateFile", FaultOf(options => options.Listen = [listen]), StringComparison.Ordinal);
        Assert.Contains("is insecure, as was asked for", Assert.Single(Read(options => (options.Listen, options.Insecure) = ([listen], true)).Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Listen[0] \"\" is not an IP address with a port of 0 to 65535: write it like 127.0.0.1:8001 or [::1]:8001")]
    [InlineData("127.0.0.1", "Listen[0] \"127.0.0.1\" is not")]
    [InlineData("127.0.0.1:", "is not")]
    [InlineData("127.0.0.1:65536", "is not")]
    [InlineData("127.0.0.1:-1", "is not")]
    [InlineData("::1:8001", "is not")]
    [InlineData("1:8001", "is not")]
    [InlineData("ha.test:8001", "is not")]
    [InlineData("[127.0.0.1]:8001", "is not")]
    [InlineData("http://127.0.0.1:8001", "is not")]
    public void A_bad_address_is_refused(string listen, string fault) =>
        Assert.Contains(fault, FaultOf(options => options.Listen = [listen]), StringComparison.Ordinal);

    [Theory]
    [InlineData("ha.test")]
    [InlineData("ha.test:")]
    [InlineData("ha.test:0")]
    [InlineData("ha.test:65536")]
    [InlineData(":8001")]
    [InlineData("2001:db8::2:8001")]
    [InlineData("grpc://ha.test:8001")]
    [InlineData("ha test:8001")]
    public void A_bad_peer_is_refused(string peer) =>
        Assert.Equal(
            $"Peers[0] \"{peer}\" is not a host with a port of 1 to 65535: write it like 1.ha.test:8001, 192.0.2.2:8001 or [2001:db8::2]:8001",
            FaultOf(options => options.Peers = [peer]));

    [Theory]
    [InlineData("127.0.0.1:8001", "127.0.0.1:8001")]
    [InlineData("127.0.0.1:8001", "localhost:8001")]
    [InlineData("0.0.0.0:8001", "127.0.0.1:8001")]
    [InlineData("[::1]:8001", "[::1]:8001")]
    public void A_site_is_not_its_own_peer(string listen, string peer) =>
        Assert.Equal(
            $"Peers[0] {peer} is where this site itself listens: name the other sites only",
            FaultOf(options => (options.Listen, options.Peers, options.Insecure) = ([listen], [peer], true)));

    [Fact]
    public void A_peer_is_named_once() =>
        Assert.Equal(
            "Peers[1] A.test:1 stands in the list twice: leave one of them out", FaultOf(options => options.Peers = ["a.test:1", "A.test:1"]));

    [Fact]
    public void An_address_is_listened_on_once() =>
        Assert.Equal(
            "Listen[1] 127.0.0.1:9001 stands in the list twice: leave one of them out",
            FaultOf(options => options.Listen = ["127.0.0.1:9001", "127.0.0.1:9001"]));

    [Theory]
    [InlineData("x", "Http \"x\" is not an IP address with a port of 0 to 65535: write it like 127.0.0.1:8000, or off")]
    [InlineData("127.0.0.1:8001", "Http 127.0.0.1:8001 stands in Listen, too: without TLS a port speaks either gRPC or HTTP/1.1, so give it another one, or off")]
    public void A_bad_HTTP_address_is_refused(string http, string fault) => Assert.Equal(fault, FaultOf(options => options.Http = http));

    [Fact]
    public void The_default_HTTP_address_must_not_be_a_gRPC_address() =>
        Assert.Contains(
            "127.0.0.1:9001 stands in Listen: set Http to another address, or to off",
            FaultOf(options => options.Listen = ["127.0.0.1:9001", "127.0.0.1:9002"]),
            StringComparison.Ordinal);

    [Fact]
    public void All_faults_stand_in_one_message()
    {
        Findings findings = new();
        Assert.Null(ServerPlanReader.Read(
            new HaServerOptions
            {
                Site = 256,
                Listen = ["nowhere"],
                Http = "there",
                Peers = ["me"],
                DrainPeriod = TimeSpan.FromSeconds(-1),
                HeartbeatInterval = TimeSpan.Zero,
                SessionWait = TimeSpan.FromMinutes(2),
                WriteConcernTimeout = TimeSpan.Zero,
                MaxValueBytes = 0,
                MaxKeyBytes = 4097,
            },
            findings));

        Assert.Equal(
            [
                "Site 256 is outside 0 to 255: give each site a number of its own, 0 for the first",
                "Listen[0] \"nowhere\" is not an IP address with a port of 0 to 65535: write it like 127.0.0.1:8001 or [::1]:8001",
                "Http \"there\" is not an IP address with a port of 0 to 65535: write it like 127.0.0.1:8000, or off",
                "Peers[0] \"me\" is not a host with a port of 1 to 65535: write it like 1.ha.test:8001, 192.0.2.2:8001 or [2001:db8::2]:8001",
                "DataDirectory is missing: name the directory that holds this site's data (--data DIR), which is made if it is absent",
                "DrainPeriod -00:00:01 is outside 00:00:00 to 01:00:00: write 00:00:02 for 2 seconds",
                "HeartbeatInterval 00:00:00 is outside 00:00:00.0100000 to 00:01:00: write 00:00:02 for 2 seconds",
                "SessionWait 00:02:00 is outside 00:00:00 to 00:01:00: write 00:00:02 for 2 seconds",
                "WriteConcernTimeout 00:00:00 is outside 00:00:00.0010000 to 00:01:00: write 00:00:02 for 2 seconds",
                "MaxValueBytes 0 is outside 1 to 16777216 bytes: write 1048576 for 1 MiB",
                "MaxKeyBytes 4097 is outside 1 to 4096 bytes: write 512",
            ],
            findings.Failures);
    }

    private static ServerPlan Read(Action<HaServerOptions> configure) => Read(configure, out _) ?? throw new InvalidOperationException("There is a fault.");

    private static string FaultOf(Action<HaServerOptions> configure)
    {
        Assert.Null(Read(configure, out Findings findings));
        return Assert.Single(findings.Failures);
    }

    private static ServerPlan? Read(Action<HaServerOptions> configure, out Findings findings)
    {
        HaServerOptions options = new() { DataDirectory = "data" };
        configure(options);
        return ServerPlanReader.Read(options, findings = new Findings());
    }
}
