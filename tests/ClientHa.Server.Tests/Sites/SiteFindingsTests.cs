using ClientHa.Server.Sites;
using ClientHa.V1;

namespace ClientHa.Server.Tests.Sites;

public sealed class SiteFindingsTests
{
    public static TheoryData<string, bool?> Links => new()
    {
        { nameof(LinkState.Good), null },
        { nameof(LinkState.CatchingUp), false },
        { nameof(LinkState.Connecting), false },
        { nameof(LinkState.Down), true },
        { nameof(LinkState.Stalled), true },
        { nameof(LinkState.Refused), true },
        { nameof(LinkState.Diverged), true },
        { nameof(LinkState.ClockSkew), true },
    };

    public static TheoryData<string, bool?> States => new()
    {
        { nameof(V1.SiteState.Serving), null },
        { nameof(V1.SiteState.Draining), false },
        { nameof(V1.SiteState.Starting), true },
        { nameof(V1.SiteState.Joining), true },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public void Each_state_of_a_link_but_good_is_told(string state, bool? isBad)
    {
        GetStatusResponse own = Site(0, Link(1, Enum.Parse<LinkState>(state)));
        AssertTold(isBad, SiteFindings.Of(own, []));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Each_state_of_a_site_but_serving_is_told_of_this_one_and_of_others(string state, bool? isBad)
    {
        GetStatusResponse one = Site(1);
        one.State = Enum.Parse<V1.SiteState>(state);

        AssertTold(isBad, SiteFindings.Of(one, []));
        AssertTold(isBad, SiteFindings.Of(Site(0), [new("1.ha.test:8001", one, null)]));
    }

    [Fact]
    public void No_state_is_forgotten()
    {
        Assert.Equal(Enum.GetValues<LinkState>().Length - 1, Links.Count);
        Assert.Equal(Enum.GetValues<V1.SiteState>().Length - 1, States.Count);
    }

    [Fact]
    public void The_bad_comes_first()
    {
        GetStatusResponse own = Site(0, Link(1, LinkState.CatchingUp), Link(2, LinkState.Diverged));
        own.Warnings.Add("the disk has 5 MiB left");

        Assert.Equal(
            ["Site 0 and site 2 contradict each other.", "Site 0 warns.", "Site 0 and site 1 are catching up."],
            SiteFindings.Of(own, []).Select(finding => finding.Text));
    }

    [Fact]
    public void What_both_ends_of_a_link_say_is_said_once()
    {
        GetStatusResponse own = Site(0, Link(1, LinkState.Stalled));
        GetStatusResponse peer = Site(1, Link(0, LinkState.Down));

        Assert.Equal("Site 0 is connected to site 1, and nothing moves.", Assert.Single(SiteFindings.Of(own, [new("1.ha.test:8001", peer, null)])).Text);
    }

    [Fact]
    public void A_link_that_only_the_other_end_finds_bad_is_told() =>
        Assert.Equal(
            "Site 1 is connected to site 0, and nothing moves.",
            Assert.Single(SiteFindings.Of(Site(0, Link(1, LinkState.Good)), [new("1.ha.test:8001", Site(1, Link(0, LinkState.Stalled)), null)])).Text);

    [Fact]
    public void A_link_between_two_others_is_told() =>
        Assert.Equal(
            "Site 1 has no link to site 2.",
            Assert.Single(SiteFindings.Of(
                Site(0, Link(1, LinkState.Good), Link(2, LinkState.Good)),
                [new("1.ha.test:8001", Site(1, Link(0, LinkState.Good), Link(2, LinkState.Down)), null)])).Text);

    [Fact]
    public void A_full_disk_is_bad_wherever_it_is()
    {
        GetStatusResponse peer = Site(1);
        peer.ReadOnlyReason = "no space left on device";

        Finding finding = Assert.Single(SiteFindings.Of(Site(0), [new("1.ha.test:8001", peer, null)]));
        Assert.Equal((true, "Site 1 takes no writes."), (finding.IsBad, finding.Text));
        Assert.StartsWith("No space left on device. Make room", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_does_not_answer_is_told_once()
    {
        PeerAnswer silent = new("1.ha.test:8001", null, "no answer within a second");

        Assert.Equal("Site 0 has no link to site 1.", Assert.Single(SiteFindings.Of(Site(0, Link(1, LinkState.Down)), [silent])).Text);
        Finding doubt = Assert.Single(SiteFindings.Of(Site(0, Link(1, LinkState.Good)), [silent]));
        Assert.Equal((false, "1.ha.test:8001 replicates, and does not say how it is."), (doubt.IsBad, doubt.Text));
    }

    //          what the second of the other sites has | what is told
    [Theory]
    [InlineData("Down", "No site has a link to site 3.")]
    [InlineData("Good", "Site 0 has no link to site 3.|Site 1 has no link to site 3.")]
    public void A_site_that_nobody_reaches_is_one_matter_and_a_line_that_is_cut_another(string second, string told)
    {
        LinkState[] states = [LinkState.Down, LinkState.Down, Enum.Parse<LinkState>(second)];
        GetStatusResponse[] sites = [.. states.Select((state, number) => Site(number, Link(3, state)))];

        Assert.Equal(
            told.Split('|'),
            SiteFindings.Of(sites[0], [new("1.ha.test:8001", sites[1], null), new("2.ha.test:8001", sites[2], null), new("3.ha.test:8001", null, "refused")]).Select(finding => finding.Text));
    }

    [Fact]
    public void Two_addresses_that_nobody_has_reached_yet_are_not_taken_for_one_site()
    {
        GetStatusResponse[] sites = [.. Enumerable.Range(0, 2).Select(number => Site(number, new LinkStatus { Site = -1, Address = $"new{number}:8001", State = LinkState.Down }))];

        Assert.Equal(
            ["Site 0 has no link to new0:8001.", "Site 1 has no link to new1:8001."],
            SiteFindings.Of(sites[0], [new("1.ha.test:8001", sites[1], null)]).Select(finding => finding.Text));
    }

    [Fact]
    public void A_dead_link_says_since_when_why_and_what_waits()
    {
        LinkStatus link = Link(1, LinkState.Down);
        (link.LastGood, link.LastBad, link.LastBadReason, link.Pending) = (1234, 5678, "nothing listens there", 12345);

        Finding finding = Assert.Single(SiteFindings.Of(Site(0, link), []));
        Assert.Equal((1234L, "Nothing listens there. 12,345 operations wait. Each goes on alone: see to site 1, or to the line."), (finding.Since, finding.Remedy));
    }

    private static void AssertTold(bool? isBad, IReadOnlyList<Finding> findings) =>
        Assert.Equal(isBad is null ? [] : [isBad.Value], findings.Select(finding => finding.IsBad));

    private static GetStatusResponse Site(int number, params LinkStatus[] links) =>
        new() { Site = number, State = V1.SiteState.Serving, Links = { links } };

    private static LinkStatus Link(int site, LinkState state) => new() { Site = site, Name = $"site{site}", Address = $"{site}.ha.test:8001", State = state };
}
