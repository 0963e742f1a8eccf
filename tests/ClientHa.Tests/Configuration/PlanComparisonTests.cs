using ClientHa.Configuration;
using Xunit;

namespace ClientHa.Tests.Configuration;

/// <summary>Whether options that were read again say something else.</summary>
public sealed class PlanComparisonTests
{
    /// <summary>For each option, what makes it differ from <see cref="Options"/>.</summary>
    private static readonly Dictionary<string, Action<HaOptions>> Changes = new()
    {
        [nameof(HaOptions.Url)] = options => options.Url = "grpc://hb.test:8001",
        [nameof(HaOptions.ServerCount)] = options => options.ServerCount = 3,
        [nameof(HaOptions.DiscoverServers)] = options => (options.DiscoverServers, options.ServerCount) = (true, 0),
        [nameof(HaOptions.Servers)] = options => (options.Servers, options.ServerCount) = (["0.ha.test:8001", "0.ha.test:8001", "1.ha.test:8001"], 0),
        [nameof(HaOptions.Policy)] = options => options.Policy = SelectionPolicy.RoundRobin,
        [nameof(HaOptions.FirstChoice)] = options => options.FirstChoice = "1",
        [nameof(HaOptions.ReconnectDelay)] = options => options.ReconnectDelay = TimeSpan.FromSeconds(5),
        [nameof(HaOptions.Failback)] = options => options.Failback = Failback.Never,
        [nameof(HaOptions.Replay)] = options => options.Replay = Replay.Never,
        [nameof(HaOptions.ReplayOverrides)] = options => options.ReplayOverrides["/a.B/C"] = Replay.Never,
        [nameof(HaOptions.AttemptTimeout)] = options => options.AttemptTimeout = TimeSpan.FromSeconds(5),
        [nameof(HaOptions.ConnectTimeout)] = options => options.ConnectTimeout = TimeSpan.FromSeconds(5),
        [nameof(HaOptions.NoSiteTimeout)] = options => options.NoSiteTimeout = TimeSpan.FromSeconds(5),
        [nameof(HaOptions.WaitForReadyMethods)] = options => options.WaitForReadyMethods.Add("/a.B/D*"),
        [nameof(HaOptions.ReplayBufferBytes)] = options => options.ReplayBufferBytes = 1,
        [nameof(HaOptions.IdempotentMethods)] = options => options.IdempotentMethods.Add("/a.B/D*"),
        [nameof(HaOptions.NameServers)] = options => options.NameServers.Add("127.0.0.1:54"),
        [nameof(HaOptions.StateDirectory)] = options => options.StateDirectory = "elsewhere",
        [nameof(HaOptions.ProbePath)] = options => options.ProbePath = "/other",
        [nameof(HaOptions.KeepAlivePingDelay)] = options => options.KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        [nameof(HaOptions.KeepAlivePingTimeout)] = options => options.KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        [nameof(HaOptions.Seed)] = options => options.Seed = 8,
        [nameof(HaOptions.ConfigureSocketsHandler)] = options => options.ConfigureSocketsHandler = _ => { },
        [nameof(HaOptions.ConfigurePipeline)] = options => options.ConfigurePipeline = _ => { },
        [nameof(HaOptions.Tls)] = options => (options.Url, options.Tls.ServerName) = ("grpcs://ha.test:8001", "ha.test"),
    };

    [Fact]
    public void Options_that_are_read_twice_are_the_same() => Assert.True(HaPlan.From(Options()).IsSameAs(HaPlan.From(Options())));

    [Fact]
    public void What_is_noted_of_them_is_no_difference() => Assert.True(HaPlan.From(Options()).IsSameAs(HaPlan.From(Options()) with { Notes = ["a note"] }));

    [Fact]
    public void A_change_of_any_option_is_seen() => Assert.All(
        typeof(HaOptions).GetProperties().Select(option => option.Name),
        option =>
        {
            HaOptions changed = Options();
            Changes[option](changed);
            Assert.False(HaPlan.From(Options()).IsSameAs(HaPlan.From(changed)));
        });

    [Fact]
    public void The_order_of_methods_is_no_difference()
    {
        HaOptions turned = Options();
        turned.IdempotentMethods = [.. turned.IdempotentMethods.Reverse()];
        turned.ReplayOverrides = new Dictionary<string, Replay>(turned.ReplayOverrides.Reverse());
        Assert.True(HaPlan.From(Options()).IsSameAs(HaPlan.From(turned)));
    }

    private static HaOptions Options() => new()
    {
        Url = "grpc://ha.test:8001",
        ServerCount = 2,
        Seed = 7,
        IdempotentMethods = ["/a.B/C", "/a.B/Get*", "/a.B/List*", "/a.B/E"],
        WaitForReadyMethods = ["/a.B/C", "/a.B/Get*"],
        ReplayOverrides = new Dictionary<string, Replay> { ["/a.B/*"] = Replay.Always, ["/a.B/F"] = Replay.Safe },
        NameServers = ["127.0.0.1:53"],
        StateDirectory = "state",
        ProbePath = "/healthz",
    };
}
