using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ClientHa.Testing.Simulation;

namespace ClientHa.Simulation.Tests;

/// <summary>What CI runs: some seeds, all of which must hold every promise.</summary>
public sealed class SeedTests
{
    private const int Seeds = 200;
    private const int LinesShown = 60;

    /// <summary>CI names another one for each commit, so that fresh seeds run each time.</summary>
    private static readonly ulong FirstSeed =
        ulong.TryParse(Environment.GetEnvironmentVariable("CLIENTHA_SIMULATION_SEED"), CultureInfo.InvariantCulture, out ulong seed) ? seed : 0;

    [Fact]
    public void Every_seed_holds_all_promises()
    {
        ConcurrentBag<SimulationResult> failed = [];
        Parallel.For(0, Seeds, i =>
        {
            SimulationResult result = Simulator.Run(unchecked(FirstSeed + (ulong)i));
            if (result.Violation is not null)
                failed.Add(result);
        });

        Assert.True(failed.IsEmpty, Report([.. failed.OrderBy(result => result.Options.Seed)]));
    }

    [Theory]
    [InlineData(3)] // Without a network calls that waited woke one another without end.
    [InlineData(81)] // After a panic race a site was asked by two chains of probes.
    [InlineData(121)] // Two panic races in a row began with one site, as the nearest was another one meanwhile.
    [InlineData(1496)] // A connection that was made and ended while its client slept took a call with it.
    [InlineData(89174574791926)] // The check took for one generation what a change of the network had parted.
    [InlineData(268957688483526)] // A first try that lay in a cut connection was executed after its answer was forgotten.
    [InlineData(2112)] // A later try by a client whose clock was ahead, and that gave no stamp, was executed after its answer was forgotten.
    [InlineData(4475)] // A site that had caught up with another one was told to begin anew, because of what it had said when it came.
    [InlineData(4542)] // The same was said to a rolled-back disk, and taken for a quarrel.
    [InlineData(5613)] // Two links dialled by one site took each other's place for ever.
    [InlineData(6523)] // A site that had not started yet was taken for one that is only slow: a check's mistake.
    [InlineData(5041)] // The last word of a life whose disk was lost came when the next life had joined: a check's mistake.
    [InlineData(6020)] // Clients that always have a call in flight came home together, at the latest moment that there was.
    [InlineData(27584939271163)] // An empty site joined by one that had not returned, and was refused by all others.
    [InlineData(93026917723215)] // The site that had retired a life was down when its answer came: a check's mistake.
    [InlineData(9122)] // The last word of a rolled-back life was on its disk, and nobody had been told: a check's mistake.
    [InlineData(7269)] // What was written over by somebody who knew came after what that was written over with: a check's mistake.
    [InlineData(30826)] // A write over another that came late: what that one had beaten is noted where it came first. A check's mistake.
    [InlineData(140)] // A draining site had the name of one that failed: a check's mistake.
    [InlineData(502)] // A suspicion was forgotten when the time to come home was over.
    public void A_seed_that_once_found_a_mistake_holds_all_promises(ulong seed)
    {
        SimulationResult result = Simulator.Run(seed);

        Assert.True(result.Violation is null, result.Violation is null ? "" : Report([result]));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        SimulationResult first = Simulator.Run(7, isKept: true), second = Simulator.Run(7);

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(first.Events, second.Events);
    }

    [Fact]
    public void Another_seed_gives_another_run() => Assert.NotEqual(Simulator.Run(7).Digest, Simulator.Run(8).Digest);

    /// <summary>All findings, and how the first came about.</summary>
    private static string Report(SimulationResult[] failed)
    {
        StringBuilder text = new();
        foreach (SimulationResult result in failed)
            text.Append(CultureInfo.InvariantCulture, $"{result.Violation!.Message}\n{result.Options}\n\n");
        if (failed.Length > 0)
            text.AppendJoin('\n', Simulator.Run(failed[0].Options.Seed, isKept: true).Timeline.TakeLast(LinesShown));
        return text.ToString();
    }
}
