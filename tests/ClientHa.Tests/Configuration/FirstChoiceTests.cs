using System.Globalization;
using ClientHa.Configuration;
using Xunit;
using Xunit.Abstractions;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Configuration;

public class FirstChoiceTests(ITestOutputHelper output)
{
    private const string Numbered = "Url=grpc://ha.test:8001 | ServerCount=3";

    [Theory]
    //          settings                                 first choice      kind      site
    [InlineData(Numbered,                                "stable",         "Stable",  null)]
    [InlineData(Numbered,                                "RANDOM",         "Random",  null)]
    [InlineData(Numbered,                                "Ordered",        "Ordered", null)]
    [InlineData(Numbered,                                "nearest",        "Nearest", null)]
    [InlineData(Numbered,                                "2",              "Site",    2)]
    [InlineData(Numbered,                                "1.HA.test",      "Site",    1)]
    [InlineData(Numbered,                                "0.ha.test:8001", "Site",    0)]
    [InlineData("Url=grpc://1.ha.test:8001",             "1",              "Site",    0)]
    [InlineData("Servers=1.ha.test:1, 0.ha.test:1",      "1",              "Site",    0)]
    [InlineData("Servers=a:1, b:1",                      "1",              "Site",    1)]
    [InlineData("Servers=a:1, a:1, b:1",                 "1",              "Site",    1)]
    [InlineData("Servers=127.0.0.1:1, 127.0.0.1:2",      "1",              "Site",    1)]
    [InlineData("Servers=127.0.0.1:1, 127.0.0.1:2",      "127.0.0.1:2",    "Site",    1)]
    [InlineData("Servers=[::1]:1, [::2]:1",              "::2",            "Site",    1)]
    public void A_first_choice_is_a_way_to_draw_or_a_site(string settings, string written, string kind, int? site)
    {
        FirstChoice read = HaPlan.From(Settings.Bind($"{settings} | FirstChoice={written}")).FirstChoice;

        Assert.Equal((kind, site), (read.Kind.ToString(), read.Site));
    }

    [Fact]
    public void A_stable_seed_never_changes() =>
        Assert.Equal(4455566986191494976UL, FirstChoiceSeed.Stable("ward-7", "nurse", "ha.test:8001"));

    [Fact]
    public void A_stable_seed_tells_machine_user_and_service_apart()
    {
        ulong[] seeds =
        [
            FirstChoiceSeed.Stable("ward-7", "nurse", "ha.test:8001"),
            FirstChoiceSeed.Stable("ward-8", "nurse", "ha.test:8001"),
            FirstChoiceSeed.Stable("ward-7", "doctor", "ha.test:8001"),
            FirstChoiceSeed.Stable("ward-7", "nurse", "ha.test:8002"),
            FirstChoiceSeed.Stable("ward-7n", "urse", "ha.test:8001"),
        ];

        Assert.Equal(seeds.Length, seeds.Distinct().Count());
    }

    [Fact]
    public void A_stable_seed_is_the_same_at_the_next_start_and_with_one_site_more()
    {
        ulong two = FirstChoiceSeed.For(HaPlan.From(Settings.Bind("Url=grpc://ha.test:8001 | ServerCount=2")), 7);
        ulong three = FirstChoiceSeed.For(HaPlan.From(Settings.Bind("Url=grpcs://HA.test:8001 | ServerCount=3 | FirstChoice=1")), 7);
        ulong listed = FirstChoiceSeed.For(HaPlan.From(Settings.Bind("Servers=a:1, b:1")), 7);
        ulong longer = FirstChoiceSeed.For(HaPlan.From(Settings.Bind("Servers=c:1, a:1, b:1")), 7);

        Assert.Equal(two, three);
        Assert.Equal(listed, longer);
    }

    [Theory]
    [InlineData("ward-{0}", "nurse")]
    [InlineData("ward-{0:000}", "nurse")]
    [InlineData("DESKTOP-{0:0000}", "user")]
    [InlineData("pc{0:000}.clinic.test", "Administrator")]
    [InlineData("vdi-a-{0:X4}", "svc")]
    public void Five_hundred_clones_of_one_machine_share_two_sites(string machine, string user)
    {
        ClientHa.Core.Failover.SiteList list = ClientHa.Core.Failover.SiteList.Of("0.ha.test:8001", "1.ha.test:8001");
        int atFirst = Enumerable.Range(1, 500).Count(number => ClientHa.Core.Failover.SiteOrder.Drawn(
            list, FirstChoiceSeed.Stable(string.Format(CultureInfo.InvariantCulture, machine, number), user, "ha.test:8001"))[0] == 0);

        output.WriteLine($"{atFirst} of 500 at site 0");
        Assert.InRange(atFirst, 225, 275);
    }

    [Fact]
    public void A_random_seed_is_the_one_that_was_drawn_at_the_start()
    {
        HaPlan plan = HaPlan.From(Settings.Bind("Url=grpc://ha.test:8001 | FirstChoice=Random"));

        Assert.Equal([7UL, 8UL], [FirstChoiceSeed.For(plan, 7), FirstChoiceSeed.For(plan, 8)]);
        Assert.NotEqual(FirstChoiceSeed.Random(), FirstChoiceSeed.Random());
    }

    [Theory]
    [InlineData("Stable")]
    [InlineData("Random")]
    public void A_configured_seed_overrides_the_dice(string firstChoice) =>
        Assert.Equal(42UL, FirstChoiceSeed.For(HaPlan.From(Settings.Bind($"Url=grpc://ha.test:8001 | Seed=42 | FirstChoice={firstChoice}")), 7));
}
