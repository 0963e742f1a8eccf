using System.Globalization;
using ClientHa.Core;
using ClientHa.Testing.Simulation;
using ClientHa.Testing.Simulation.Clients;
using ClientHa.Testing.Simulation.Faults;

namespace ClientHa.Simulation.Tests.Clients;

/// <summary>Rules of client.md, each seen at one fault: what a person looks for in a timeline.</summary>
public sealed class ClientScenarioTests
{
    [Fact]
    public void A_stall_of_a_second_and_a_half_ejects_nobody() =>
        Assert.DoesNotContain(Lines(new StallSite(0)), line => line.Contains("ejected", StringComparison.Ordinal));

    [Fact]
    public void A_site_whose_answers_take_long_is_suspected_and_not_ejected()
    {
        string[] lines = Lines(new SlowSite(0, TimeSpan.FromSeconds(4)));

        Assert.Contains(lines, line => line.Contains("site 0 is suspected", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("ejected", StringComparison.Ordinal));
    }

    [Fact]
    public void A_frozen_site_is_ejected_and_comes_back()
    {
        string[] lines = Lines(new FreezeSite(0));

        Assert.Contains(lines, line => line.Contains("site 0 is ejected (was silent", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("site 0 is returning", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("site 1 is ejected", StringComparison.Ordinal));
    }

    [Fact]
    public void A_drained_site_is_left_without_an_ejection()
    {
        string[] lines = Lines(new DrainingSite(0));

        Assert.Contains(lines, line => line.Contains("site 0 is draining", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("ejected", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_without_a_certificate_is_ejected_and_its_alias_is_not()
    {
        string[] lines = Lines(new NameMoves(0, 1, hasCertificate: false));

        Assert.Contains(lines, line => line.Contains("site 0 is ejected (shows a certificate", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("site 1 is ejected", StringComparison.Ordinal));
    }

    /// <summary>What a run says in which one fault lasts for 40 s.</summary>
    private static string[] Lines(Fault fault)
    {
        SimulationOptions options = SimulationOptions.Draw(1) with
        {
            Sites = 2,
            Clients = 8,
            OfClients = ClientOptions.Draw(1, 2) with { WatcherPercent = 0 },
            Policy = SelectionPolicy.PickFirst,
            Failback = Failback.WhenIdle,
            ReconnectDelay = TimeSpan.FromSeconds(5),
            CallPause = TimeSpan.FromSeconds(0.5),
            WarmUp = TimeSpan.FromSeconds(10),
            SafetyPhase = TimeSpan.FromSeconds(70),
            HasLateSite = false,
        };
        Instant at = default(Instant) + TimeSpan.FromSeconds(20);
        SimulationResult result = Simulator.Run(options, [new PlannedFault(at, TimeSpan.FromSeconds(40), fault)], isKept: true);
        Assert.True(result.Violation is null, string.Create(CultureInfo.InvariantCulture, $"{result.Violation?.Message}\n{string.Join('\n', result.Timeline)}"));
        return [.. result.Timeline.Where(line => line.Contains("client", StringComparison.Ordinal))];
    }
}
