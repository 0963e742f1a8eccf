using System.Net;
using ClientHa.Configuration;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Configuration;

public class HaPlanTests
{
    [Theory]
    //          settings                                                sites                                entries    address
    [InlineData("Url=grpc://ha.test:8001",                              "ha.test:8001",                      "0",       "http://ha.test:8001/")]
    [InlineData("Url=grpc://0.ha.test:8001",                            "0.ha.test:8001",                    "0",       "http://0.ha.test:8001/")]
    [InlineData("Url=grpc://ha.test:8001 | ServerCount=1",              "0.ha.test:8001",                    "0",       "http://ha.test:8001/")]
    [InlineData("Url=grpcs://HA.Test:8001/ | ServerCount=3",            "0.ha.test:8001 1.ha.test:8001 2.ha.test:8001", "0 1 2", "https://ha.test:8001/")]
    [InlineData("Url=http://localhost:1 | ServerCount=2",               "0.localhost:1 1.localhost:1",       "0 1",     "http://localhost:1/")]
    [InlineData("Url=https://127.0.0.1:1",                              "127.0.0.1:1",                       "0",       "https://127.0.0.1:1/")]
    [InlineData("Url=grpc://[0:0::1]:1",                                "[::1]:1",                           "0",       "http://[::1]:1/")]
    [InlineData("Url=grpc://bücher.test:1",                             "xn--bcher-kva.test:1",              "0",       "http://xn--bcher-kva.test:1/")]
    [InlineData("Servers=a:1, a:1, b:2",                                "a:1 b:2",                           "0 0 1",   "http://a:1/")]
    [InlineData("Servers=b:2, a:1, B:2, b:3",                           "b:2 a:1 b:3",                       "0 1 0 2", "http://b:2/")]
    [InlineData("Servers=grpcs://a:1, https://b:2",                     "a:1 b:2",                           "0 1",     "https://a:1/")]
    [InlineData("Servers=[::1]:1, grpc://[::2]:1",                      "[::1]:1 [::2]:1",                   "0 1",     "http://[::1]:1/")]
    [InlineData("Url=grpcs://ha.test:8001 | Servers=a:1, b:2",          "a:1 b:2",                           "0 1",     "https://ha.test:8001/")]
    public void Sites_come_from_the_count_or_from_the_list(string settings, string sites, string entries, string address)
    {
        HaPlan plan = HaPlan.From(Settings.Bind(settings));

        Assert.Equal(sites, string.Join(' ', plan.Sites));
        Assert.Equal(entries, string.Join(' ', plan.Entries));
        Assert.Equal(address, plan.Address.ToString());
        Assert.Equal(address.StartsWith("https", StringComparison.Ordinal), plan.UseTls);
    }

    [Fact]
    public void An_IPv6_host_stands_without_its_brackets() =>
        Assert.Equal(new SiteName("::1", 1), HaPlan.From(new HaOptions { Url = "grpc://[::1]:1" }).Sites[0]);

    [Theory]
    [InlineData("5",        "00:00:05", "ReconnectDelay 5 is read as 5 seconds, as a bare number means days in .NET: write 00:00:05")]
    [InlineData("180",      "00:03:00", "ReconnectDelay 180 is read as 180 seconds, as a bare number means days in .NET: write 00:03:00")]
    [InlineData("3600",     "01:00:00", "ReconnectDelay 3600 is read as 3600 seconds, as a bare number means days in .NET: write 01:00:00")]
    [InlineData("00:00:05", "00:00:05", null)]
    [InlineData("01:00",    "01:00:00", null)]
    [InlineData("0",        "00:00:00", null)]
    public void A_bare_number_is_read_as_seconds_and_noted(string bound, string expected, string? note)
    {
        HaOptions options = Settings.Bind($"Url=grpc://ha.test:8001 | ReconnectDelay={bound}");
        TimeSpan written = options.ReconnectDelay;

        HaPlan plan = HaPlan.From(options);

        Assert.Equal(expected, plan.ReconnectDelay.ToString());
        Assert.Equal(note is null ? [] : new[] { note }, plan.Notes.AsEnumerable());
        Assert.Equal(written, options.ReconnectDelay);
    }

    [Fact]
    public void Every_duration_may_be_a_bare_number()
    {
        HaPlan plan = HaPlan.From(Settings.Bind("Url=grpc://ha.test:8001 | AttemptTimeout=2 | ConnectTimeout=3 | NoSiteTimeout=4"));

        Assert.Equal(
            (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)),
            (plan.AttemptTimeout, plan.ConnectTimeout, plan.NoSiteTimeout));
        Assert.Equal(3, plan.Notes.Length);
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        HaPlan plan = HaPlan.From(new HaOptions { Url = "grpc://ha.test:8001" });

        Assert.Equal(SelectionPolicy.PickFirst, plan.Policy);
        Assert.Equal(new FirstChoice(FirstChoiceKind.Stable), plan.FirstChoice);
        Assert.Equal(TimeSpan.FromMinutes(3), plan.ReconnectDelay);
        Assert.Equal(Failback.WhenIdle, plan.Failback);
        Assert.Equal(Replay.Safe, plan.Replay);
        Assert.Null(plan.AttemptTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), plan.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), plan.NoSiteTimeout);
        Assert.Equal(1024 * 1024, plan.ReplayBufferBytes);
        Assert.Empty(plan.NameServers);
        Assert.Equal(TlsPlan.SystemTrust, plan.Tls);
        Assert.Null(plan.Seed);
        Assert.Empty(plan.Notes);
        Assert.False(plan.IdempotentMethods.Matches("/clinic.Clinic/Get"));
    }

    [Fact]
    public void A_whole_section_is_bound()
    {
        HaPlan plan = HaPlan.From(Settings.Bind(
            "Url=grpcs://ha.test:8001 | ServerCount=2 | Policy=RoundRobin | FirstChoice=1 | ReconnectDelay=5 | Failback=Immediate | " +
            "Replay=Never | AttemptTimeout=00:00:10 | ReplayBufferBytes=4096 | IdempotentMethods=/clinic.Clinic/Get* | " +
            "NameServers=127.0.0.1:5353, ::1 | Seed=18446744073709551615 | Tls:ServerName=ha.test"));

        Assert.Equal(SelectionPolicy.RoundRobin, plan.Policy);
        Assert.Equal(new FirstChoice(FirstChoiceKind.Site, 1), plan.FirstChoice);
        Assert.Equal(TimeSpan.FromSeconds(5), plan.ReconnectDelay);
        Assert.Equal(Failback.Immediate, plan.Failback);
        Assert.Equal(Replay.Never, plan.Replay);
        Assert.Equal(TimeSpan.FromSeconds(10), plan.AttemptTimeout);
        Assert.Equal(4096, plan.ReplayBufferBytes);
        Assert.True(plan.IdempotentMethods.Matches("/clinic.Clinic/GetPatient"));
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 5353), new IPEndPoint(IPAddress.IPv6Loopback, 53)], plan.NameServers.AsEnumerable());
        Assert.Equal(ulong.MaxValue, plan.Seed);
        Assert.Equal(TlsPlan.SystemTrust with { ServerName = "ha.test" }, plan.Tls);
    }

    [Theory]
    [InlineData("192.0.2.1",           "192.0.2.1:53")]
    [InlineData("192.0.2.1:5353",      "192.0.2.1:5353")]
    [InlineData("2001:db8::53",        "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]",      "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    public void A_name_server_has_port_53_where_none_is_given(string written, string expected) =>
        Assert.Equal(expected, HaPlan.From(new HaOptions { Url = "grpc://ha.test:1", NameServers = [written] }).NameServers[0].ToString());

    [Fact]
    public void A_plan_does_not_change_with_its_options()
    {
        HaOptions options = new() { Servers = ["a:1"], NameServers = ["192.0.2.1"], IdempotentMethods = ["/A/B"] };
        HaPlan plan = HaPlan.From(options);

        options.Servers.Add("b:1");
        options.NameServers.Clear();
        options.IdempotentMethods.Clear();

        Assert.Single(plan.Sites);
        Assert.Single(plan.NameServers);
        Assert.True(plan.IdempotentMethods.Matches("/A/B"));
    }
}
