using ClientHa.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Configuration;

public class HaOptionsValidatorTests
{
    private const string Good = "Url=grpc://ha.test:8001 | ServerCount=2 | ";

    [Theory]
    [InlineData("",                            "Url and Servers are both empty: write a Url such as grpc://ha.test:8001, or list the Servers")]
    [InlineData("Url=",                        "Url \"\" has no scheme, has no host, has no port: write grpc://ha.test:8001")]
    [InlineData("Url=ha.test:8001",            "Url \"ha.test:8001\" has no scheme: write grpc://ha.test:8001")]
    [InlineData("Url=grpc://db.test",          "Url \"grpc://db.test\" has no port: write grpc://db.test:8001")]
    [InlineData("Url=https://db.test",         "Url \"https://db.test\" has no port: write https://db.test:8001")]
    [InlineData("Url=grpc://:9",               "Url \"grpc://:9\" has no host: write grpc://ha.test:9")]
    [InlineData("Url=grpc://ha.test:",         "has the port \"\", which is outside 1 to 65535: write grpc://ha.test:8001")]
    [InlineData("Url=grpc://ha.test:0",        "has the port \"0\", which is outside 1 to 65535: write grpc://ha.test:8001")]
    [InlineData("Url=grpc://ha.test:65536",    "has the port \"65536\", which is outside 1 to 65535: write grpc://ha.test:8001")]
    [InlineData("Url=grpc://ha.test:8001x",    "has the port \"8001x\", which is outside 1 to 65535: write grpc://ha.test:8001")]
    [InlineData("Url=ftp://db.test:9",         "has the scheme ftp, which is none of grpc, grpcs, http and https: write grpc://db.test:9")]
    [InlineData("Url=grpc://db.test:9/api",    "Url \"grpc://db.test:9/api\" has a path: write grpc://db.test:9")]
    [InlineData("Url=grpcs://db.test:9?a=b",   "has a query or fragment: write grpcs://db.test:9")]
    [InlineData("Url=grpc://db.test:9#x",      "has a query or fragment: write grpc://db.test:9")]
    [InlineData("Url=grpc://me:secret@db.test:9/x?y", "Url \"grpc://***@db.test:9/x?y\" has user info, has a path: write grpc://db.test:9")]
    [InlineData("Url=grpc://me:se/c@ret@db.test", "Url \"grpc://***@db.test\" has user info, has no port: write grpc://db.test:8001")]
    [InlineData("Url=grpc://ha test:9",        "has the host ha test, which is neither a host name nor an IP address: write grpc://ha.test:9")]
    [InlineData("Url=grpc://10.0.0.256:9",     "has the host 10.0.0.256, which is neither a host name nor an IP address")]
    [InlineData("Url=grpc://10.1:9",           "has the host 10.1, which is neither a host name nor an IP address")]
    [InlineData("Url=grpc://a..test:9",        "has the host a..test, which is neither a host name nor an IP address")]
    [InlineData("Url=grpc://[fe80::1%1]:9",    "has the host [fe80::1%1], which is neither a host name nor an IP address")]
    [InlineData("Url=grpc://::1:9",            "has more than one colon; an IPv6 address stands in brackets: write grpc://[::1]:9")]
    [InlineData("Url=grpc://2001:db8::1",      "has more than one colon; an IPv6 address stands in brackets: write grpc://[2001:db8::1]:8001")]
    [InlineData("Url=grpc://fe80::abcd",       "has more than one colon; an IPv6 address stands in brackets: write grpc://[fe80::abcd]:8001")]
    [InlineData("Url=grpc://[::1]",            "Url \"grpc://[::1]\" has no port: write grpc://[::1]:8001")]
    public void A_bad_url_is_shown_with_a_right_one(string settings, string expected) => AssertOneFailure(settings, expected);

    [Fact]
    public void A_host_may_have_253_characters_and_a_label_63()
    {
        string label = new('a', 63);
        string longest = $"{label}.{label}.{label}.{label[..61]}";

        Assert.Equal(longest, HaPlan.From(new HaOptions { Url = $"grpc://{longest}:9" }).Sites[0].Host);
        Assert.NotEmpty(Failures(new HaOptions { Url = $"grpc://{longest}a:9" }));
        Assert.NotEmpty(Failures(new HaOptions { Url = $"grpc://{label}a.test:9" }));
        Assert.Contains("names of more than 253 characters: take a shorter name",
            Assert.Single(Failures(new HaOptions { Url = $"grpc://{longest}:9", ServerCount = 2 })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc://ha.test:8001",   "65", "ServerCount 65 is outside 0 to 64: write the number of sites, or 0 to use Url as it stands")]
    [InlineData("grpc://ha.test:8001",   "-1", "ServerCount -1 is outside 0 to 64")]
    [InlineData("grpc://0.ha.test:8001", "2",  "would lead to 0.0.ha.test: set ServerCount to 0 to use this site alone, or write the name without its number, grpc://ha.test:8001")]
    [InlineData("grpc://12.ha.test:8001", "1", "would lead to 0.12.ha.test: set ServerCount to 0")]
    [InlineData("grpc://127.0.0.1:8001", "2",  "ServerCount 2 with grpc://127.0.0.1:8001 would number an IP address: set ServerCount to 0, or list the Servers")]
    [InlineData("grpc://[::1]:8001",     "2",  "ServerCount 2 with grpc://[::1]:8001 would number an IP address: set ServerCount to 0")]
    public void A_count_fits_its_name(string url, string count, string expected) =>
        AssertOneFailure($"Url={url} | ServerCount={count}", expected);

    [Theory]
    [InlineData("Servers=a:1 | ServerCount=2",              "Servers (1 entries) cannot stand beside ServerCount 2: set ServerCount to 0, or remove Servers")]
    [InlineData("Servers=a:1, b",                           "Servers[1] \"b\" has no port: write b:8001")]
    [InlineData("Servers=a:1, ",                            "Servers[1] \"\" has no host, has no port: write ha.test:8001")]
    [InlineData("Servers=a:1, ftp://b:2",                   "Servers[1] \"ftp://b:2\" has the scheme ftp, which is none of grpc, grpcs, http and https: write grpc://b:2")]
    [InlineData("Servers=grpcs://a:1, grpc://b:2",          "Servers[1] \"grpc://b:2\" does not use TLS but grpcs://a:1 uses TLS: give all servers and the Url one scheme, here grpcs://b:2")]
    [InlineData("Servers=grpcs://a:1, b:2",                 "Servers[1] \"b:2\" does not use TLS but grpcs://a:1 uses TLS")]
    [InlineData("Servers=a:1, https://b:2",                 "Servers[1] \"https://b:2\" uses TLS but a:1 does not use TLS: give all servers and the Url one scheme, here grpc://b:2")]
    [InlineData("Url=grpcs://ha.test:1 | Servers=http://a:1", "Servers[0] \"http://a:1\" does not use TLS but grpcs://ha.test:1 uses TLS")]
    public void A_list_is_of_servers_with_one_scheme(string settings, string expected) => AssertOneFailure(settings, expected);

    [Fact]
    public void A_list_has_at_most_64_entries()
    {
        Assert.Empty(Failures(new HaOptions { Servers = [.. Enumerable.Repeat("a:1", 64)] }));
        Assert.Equal("Servers has 65 entries, which is outside 1 to 64: leave out 1",
            Assert.Single(Failures(new HaOptions { Servers = [.. Enumerable.Repeat("a:1", 65)] })));
    }

    [Theory]
    [InlineData("ReconnectDelay=02:00:00",      "ReconnectDelay 02:00:00 is outside 00:00:00 to 01:00:00: write 00:00:05 for 5 seconds")]
    [InlineData("ReconnectDelay=-00:00:01",     "ReconnectDelay -00:00:01 is outside 00:00:00 to 01:00:00")]
    [InlineData("ReconnectDelay=3601",          "ReconnectDelay 3601 (a bare number, read as seconds: 01:00:01) is outside 00:00:00 to 01:00:00: write 00:00:05 for 5 seconds")]
    [InlineData("ReconnectDelay=-5",            "ReconnectDelay -5 (a bare number, read as seconds: -00:00:05) is outside 00:00:00 to 01:00:00")]
    [InlineData("AttemptTimeout=0",             "AttemptTimeout 00:00:00 is outside 00:00:00.0010000 to 01:00:00")]
    [InlineData("AttemptTimeout=01:00:01",      "AttemptTimeout 01:00:01 is outside 00:00:00.0010000 to 01:00:00")]
    [InlineData("ConnectTimeout=0",             "ConnectTimeout 00:00:00 is outside 00:00:00.0010000 to 00:05:00")]
    [InlineData("ConnectTimeout=301",           "ConnectTimeout 301 (a bare number, read as seconds: 00:05:01) is outside 00:00:00.0010000 to 00:05:00")]
    [InlineData("NoSiteTimeout=-00:00:00.001",  "NoSiteTimeout -00:00:00.0010000 is outside 00:00:00 to 01:00:00")]
    [InlineData("NoSiteTimeout=01:00:00.001",   "NoSiteTimeout 01:00:00.0010000 is outside 00:00:00 to 01:00:00")]
    [InlineData("ReplayBufferBytes=-1",         "ReplayBufferBytes -1 is outside 0 to 67108864 bytes: write 1048576 for 1 MiB, or 0 to keep nothing for a replay")]
    [InlineData("ReplayBufferBytes=67108865",   "ReplayBufferBytes 67108865 is outside 0 to 67108864 bytes")]
    [InlineData("Policy=7",                     "Policy 7 is unknown: write one of PickFirst, RoundRobin")]
    [InlineData("Failback=7",                   "Failback 7 is unknown: write one of WhenIdle, Immediate, Never, Manual")]
    [InlineData("Replay=7",                     "Replay 7 is unknown: write one of Safe, Always, Never")]
    [InlineData("FirstChoice=",                 "FirstChoice \"\" is none of the sites: write Stable, Random, Ordered or Nearest, or one of 0.ha.test:8001, 1.ha.test:8001")]
    [InlineData("FirstChoice=2",                "FirstChoice \"2\" is none of the sites: write Stable, Random, Ordered or Nearest, or one of 0.ha.test:8001, 1.ha.test:8001")]
    [InlineData("FirstChoice=2.ha.test",        "FirstChoice \"2.ha.test\" is none of the sites")]
    [InlineData("FirstChoice=Nearby",           "FirstChoice \"Nearby\" is none of the sites")]
    [InlineData("NameServers=127.0.0.1:0",      "NameServers[0] \"127.0.0.1:0\" is not an IP address with a port of 1 to 65535: write it like 192.0.2.53:53")]
    [InlineData("NameServers=1.1.1.1, dns.test", "NameServers[1] \"dns.test\" is not an IP address with a port of 1 to 65535")]
    [InlineData("NameServers=53",               "NameServers[0] \"53\" is not an IP address")]
    [InlineData("NameServers=127.0.0.1:65536",  "NameServers[0] \"127.0.0.1:65536\" is not an IP address")]
    [InlineData("NameServers=[::1]:0",          "NameServers[0] \"[::1]:0\" is not an IP address")]
    [InlineData("NameServers=",                 "NameServers[0] \"\" is not an IP address")]
    [InlineData("IdempotentMethods=clinic.Clinic/Get", "IdempotentMethods[0] \"clinic.Clinic/Get\" is not a full method name: write it like /clinic.Clinic/GetPatient or /clinic.Clinic/Get*")]
    [InlineData("IdempotentMethods=Get*",       "IdempotentMethods[0] \"Get*\" is not a full method name")]
    [InlineData("IdempotentMethods=/A/B, /A",   "IdempotentMethods[1] \"/A\" is not a full method name")]
    [InlineData("IdempotentMethods=/A/B/C",     "IdempotentMethods[0] \"/A/B/C\" is not a full method name")]
    [InlineData("IdempotentMethods=/A/",        "IdempotentMethods[0] \"/A/\" is not a full method name")]
    [InlineData("IdempotentMethods=/A/B?",      "IdempotentMethods[0] \"/A/B?\" is not a full method name")]
    [InlineData("IdempotentMethods=/A/B.C",     "IdempotentMethods[0] \"/A/B.C\" is not a full method name")]
    [InlineData("WaitForReadyMethods=Get*",     "WaitForReadyMethods[0] \"Get*\" is not a full method name: write it like /clinic.Clinic/GetPatient or /clinic.Clinic/Get*")]
    [InlineData("ReplayOverrides:Book=Never",   "ReplayOverrides \"Book\" is not a full method name: write it like /clinic.Clinic/Book or /clinic.Clinic/Get*")]
    [InlineData("ReplayOverrides:/A/B=7",       "ReplayOverrides \"/A/B\" 7 is unknown: write one of Safe, Always, Never")]
    [InlineData("KeepAlivePingDelay=00:00:00.9", "KeepAlivePingDelay 00:00:00.9000000 is outside 00:00:01 to 01:00:00")]
    [InlineData("KeepAlivePingTimeout=0",       "KeepAlivePingTimeout 00:00:00 is outside 00:00:01 to 01:00:00")]
    [InlineData("ProbePath=healthz",            "ProbePath \"healthz\" is not a path: write it like /healthz, with what is not ASCII escaped")]
    [InlineData("ProbePath=/a b",               "ProbePath \"/a b\" is not a path")]
    [InlineData("ProbePath=/a#b",               "ProbePath \"/a#b\" is not a path")]
    public void A_bad_value_is_shown_with_its_range_and_its_remedy(string setting, string expected) =>
        AssertOneFailure(Good + setting, expected);

    [Theory]
    [InlineData("Url=grpc://ha.test:1 | ServerCount=2 | DiscoverServers=true", "DiscoverServers finds the number of sites itself: set ServerCount (2) to 0 and remove Servers, or set DiscoverServers to false")]
    [InlineData("Servers=a:1, b:1 | DiscoverServers=true",                     "DiscoverServers finds the number of sites itself")]
    [InlineData("Url=grpc://0.ha.test:1 | DiscoverServers=true",               "DiscoverServers with grpc://0.ha.test:1 would lead to 0.0.ha.test: set DiscoverServers to false to use this site alone, or write the name without its number, grpc://ha.test:1")]
    [InlineData("Url=grpc://192.0.2.1:1 | DiscoverServers=true",               "DiscoverServers with grpc://192.0.2.1:1 would number an IP address: set DiscoverServers to false, or list the Servers")]
    public void Sites_are_counted_or_listed_or_discovered(string settings, string expected) => AssertOneFailure(settings, expected);

    [Fact]
    public void A_first_choice_that_fits_two_sites_is_refused() =>
        AssertOneFailure("Servers=a:1, a:2 | FirstChoice=a", "FirstChoice \"a\" fits 2 sites: write Stable, Random, Ordered or Nearest, or one of a:1, a:2");

    [Theory]
    [InlineData("Url=grpcs://ha.test:8001 | Tls:CaFile=none.pem",                "Tls:CaFile \"none.pem\" does not exist as seen from ")]
    [InlineData("Url=grpcs://ha.test:8001 | Tls:ClientCertificateFile=none.pem", "Tls:ClientCertificateFile \"none.pem\" does not exist as seen from ")]
    [InlineData("Url=grpcs://ha.test:8001 | Tls:ServerName=ha test",             "Tls:ServerName \"ha test\" is not a host name: write the name in the sites' certificate, like ha.test")]
    [InlineData("Url=grpc://ha.test:80 | Tls:ServerName=ha.test",                "Tls is set, but ha.test:80 is used without TLS: write grpcs://ha.test:80, or remove Tls")]
    [InlineData("Servers=[::1]:1 | Tls:ServerName=ha.test",                      "Tls is set, but [::1]:1 is used without TLS: write grpcs://[::1]:1, or remove Tls")]
    public void Tls_wants_its_files_and_a_scheme_that_uses_it(string settings, string expected) => AssertOneFailure(settings, expected);

    [Fact]
    public void A_key_needs_its_certificate()
    {
        string file = typeof(HaOptions).Assembly.Location;

        Assert.Contains("is without a certificate: set Tls:ClientCertificateFile too, or remove the key",
            Assert.Single(Failures(new HaOptions { Url = "grpcs://ha.test:1", Tls = new() { ClientKeyFile = file } })), StringComparison.Ordinal);
        Assert.Contains("holds no usable PEM certificate with its key",
            Assert.Single(Failures(new HaOptions { Url = "grpcs://ha.test:1", Tls = new() { ClientKeyFile = file, ClientCertificateFile = file } })), StringComparison.Ordinal);
    }

    [Fact]
    public void All_failures_stand_in_one_message()
    {
        HaOptions options = Settings.Bind(
            "Url=grpc://ha.test | ServerCount=99 | ReconnectDelay=02:00:00 | ConnectTimeout=0 | ReplayBufferBytes=-1 | Policy=7 | " +
            "NameServers=x | IdempotentMethods=y | Tls:CaFile=none.pem");

        OptionsValidationException thrown = Assert.Throws<OptionsValidationException>(() => HaPlan.From(options, "records"));

        Assert.Equal("records", thrown.OptionsName);
        Assert.Equal(typeof(HaOptions), thrown.OptionsType);
        Assert.Equal(
            ["Url", "ServerCount", "Policy", "ReconnectDelay", "ConnectTimeout", "ReplayBufferBytes", "IdempotentMethods[0]", "NameServers[0]", "Tls:CaFile"],
            thrown.Failures.Select(failure => failure.Split(' ')[0]));
        Assert.All(thrown.Failures, failure => Assert.Contains(failure, thrown.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Url=grpc://ha.test:8001")]
    [InlineData("Url=GRPC://HA.test:8001/ | ServerCount=64")]
    [InlineData("Url=http://3com.test:80 | ServerCount=1 | ReconnectDelay=0 | NoSiteTimeout=0 | ReplayBufferBytes=0")]
    [InlineData("Url=https://my_host.test:65535 | Policy=roundrobin | Failback=never | Replay=always | FirstChoice=RANDOM")]
    [InlineData("Url=grpc://[::1]:1 | FirstChoice=[::1]:1 | ReconnectDelay=01:00:00 | ConnectTimeout=00:05:00 | ReplayBufferBytes=67108864")]
    [InlineData("Servers=10.0.0.1:1, 10.0.0.2:1 | Tls:CaFile= | AttemptTimeout=00:00:00.001")]
    public void Good_options_pass(string settings) =>
        Assert.True(new HaOptionsValidator().Validate(null, Settings.Bind(settings)).Succeeded);

    [Fact]
    public void Nothing_is_read_where_a_list_was_set_to_null() =>
        Assert.Empty(Failures(new HaOptions
        {
            Url = "grpc://ha.test:1",
            Servers = null!,
            NameServers = null!,
            IdempotentMethods = null!,
            Tls = null!,
        }));

    private static void AssertOneFailure(string settings, string expected) =>
        Assert.Contains(expected, Assert.Single(Failures(Settings.Bind(settings))), StringComparison.Ordinal);

    private static IEnumerable<string> Failures(HaOptions options) => new HaOptionsValidator().Validate(null, options).Failures ?? [];
}
