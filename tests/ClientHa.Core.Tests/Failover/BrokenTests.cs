using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class BrokenTests
{
    [Theory]
    [InlineData("a b a b", SiteState.Available)]
    [InlineData("a a a a b", SiteState.Ejected)]
    [InlineData("b a a a a", SiteState.Ejected)]
    [InlineData("a b c d e", SiteState.Ejected)]
    [InlineData("a a a a a a a a", SiteState.Available)]
    [InlineData("a a a a a b", SiteState.Ejected)]
    [InlineData("a b a b ok a b a b", SiteState.Available)]
    [InlineData("a b ok a a a a a", SiteState.Available)]
    [InlineData("a b a b silent good a", SiteState.Ejected)]
    public void Five_broken_answers_in_a_row_over_two_methods_eject(string answers, SiteState expected)
    {
        Scenario scenario = new();
        foreach (string answer in answers.Split(' '))
        {
            _ = answer switch
            {
                "ok" => scenario.Happens(SiteEventKind.Answered),
                "silent" => scenario.Happens(SiteEventKind.Silent),
                "good" => scenario.Probed(good: true),
                _ => scenario.Happens(SiteEventKind.Broken, method: answer[0]),
            };
        }
        Assert.Equal(expected, scenario[0].State);
    }

    [Theory]
    [InlineData(SiteState.Available, true)]
    [InlineData(SiteState.Returning, true)]
    [InlineData(SiteState.Suspected, false)]
    [InlineData(SiteState.Draining, false)]
    [InlineData(SiteState.Ejected, false)]
    public void A_broken_site_is_ejected_only_while_another_one_answers(SiteState other, bool isEjected)
    {
        Scenario scenario = Breaks(Scenario.With(other), 1);
        Assert.Equal(isEjected ? SiteState.Ejected : SiteState.Available, scenario[1].State);
    }

    [Fact]
    public void An_alias_of_the_broken_site_is_not_another_one()
    {
        Scenario scenario = new Scenario()
            .Happens(SiteEventKind.Resolved, 0, at: "192.0.2.1:8001")
            .Happens(SiteEventKind.Resolved, 1, at: "192.0.2.1:8001");
        Assert.Equal(SiteState.Available, Breaks(scenario, 0)[0].State);
    }

    [Fact]
    public void A_broken_site_is_ejected_as_soon_as_another_one_answers_again()
    {
        Scenario scenario = Breaks(Scenario.With(SiteState.Suspected), 1).Happens(SiteEventKind.Answered, 0);
        Assert.Equal(SiteState.Ejected, scenario.Happens(SiteEventKind.Broken, 1, method: 1)[1].State);
    }

    [Fact]
    public void A_site_that_was_ejected_starts_its_count_anew()
    {
        Scenario scenario = Breaks(new(), 0).Recovers();
        scenario.At(scenario[0].HomeBy).Happens(SiteEventKind.Broken, method: 7);
        Assert.Equal((SiteState.Available, 1), (scenario[0].State, scenario[0].BrokenAnswers));
    }

    private static Scenario Breaks(Scenario scenario, int site)
    {
        for (int i = 0; i < FailoverRules.BrokenAnswers; i++)
            scenario.Happens(SiteEventKind.Broken, site, method: (ulong)i);
        return scenario;
    }
}
