using FsCheck;
using FsCheck.Fluent;

namespace ClientHa.Core.Tests.Failover;

/// <summary>First sites come and go at random, then all are well: the client must neither spin nor stay away.</summary>
public sealed class LivenessTests
{
    private static readonly TimeSpan D = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_client_makes_progress_never_spins_and_finds_its_way_home() =>
        Prop.ForAll<ulong>(Run).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    //          a call waits | probes of two sites in ten minutes
    [Theory]
    [InlineData(true, 2 * 600 / 2.0, 2 * 600 / 1.0)]
    [InlineData(false, 2 * 600 / 5.5, 2 * 600 / 5.0)]
    public void While_all_sites_are_down_the_client_asks_on_at_a_measured_pace(bool callWaits, double fewest, double most)
    {
        ClientDriver driver = new(seed: 5, sites: 2, new());
        driver.Fail(0);
        driver.Fail(1);
        if (callWaits)
            driver.Call(driver.Now);
        driver.RunUntil(driver.Now + TimeSpan.FromMinutes(1));
        int before = driver.Probes;
        driver.RunUntil(driver.Now + TimeSpan.FromMinutes(10));
        Assert.InRange(driver.Probes - before, fewest, most);
    }

    [Fact]
    public void A_call_that_waits_in_panic_has_its_answer_soon_after_a_site_is_back()
    {
        List<double> waits = [];
        for (ulong seed = 0; seed < 400; seed++)
        {
            ClientDriver driver = new(seed, sites: 2, new());
            driver.Turn(0, up: false);
            driver.Turn(1, up: false);
            driver.Call(driver.Now);
            driver.RunUntil(new Instant(0) + TimeSpan.FromSeconds(60 + seed * 0.01));
            driver.Turn((int)(seed % 2), up: true);
            Instant back = driver.Now;
            while (driver.Answered == 0)
                driver.RunUntil(driver.Now + TimeSpan.FromMilliseconds(10));
            waits.Add((driver.Now - back).TotalSeconds);
        }
        Assert.InRange(waits.Order().ElementAt((int)(waits.Count * 0.95)), 0, 2.3);
    }

    private static void Run(ulong seed)
    {
        int sites = 1 + (int)(seed % 5);
        Failback failback = (Failback)(seed / 5 % 3);
        ClientDriver driver = new(seed, sites, new()
        {
            ReconnectDelay = D,
            Failback = failback,
            Policy = (SelectionPolicy)(seed / 15 % 2),
        });
        Prng dice = new(seed);
        for (int i = 0; i < 60; i++)
        {
            dice = dice.Draw(out ulong drawn).Draw(TimeSpan.Zero, TimeSpan.FromSeconds(20), out TimeSpan span);
            driver.Turn((int)(drawn % (ulong)sites), up: (drawn >> 32) % 3 != 0);
            driver.Call(driver.Now);
            driver.RunUntil(driver.Now + span);
        }

        for (int site = 0; site < sites; site++)
            driver.Turn(site, up: true);
        for (int i = 0; i < 120; i++)
        {
            driver.Call(driver.Now);
            driver.RunUntil(driver.Now + TimeSpan.FromSeconds(1));
        }
        driver.RunUntil(driver.Now + TimeSpan.FromSeconds(5));

        Assert.Equal(180, driver.Answered);
        SiteState[] allowed = failback == Failback.Never ? [SiteState.Available, SiteState.Returning] : [SiteState.Available];
        Assert.All(driver.State.Sites, site => Assert.Contains(site.State, allowed));
    }
}
