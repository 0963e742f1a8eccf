using System.Collections.Concurrent;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace ClientHa.Tests.Kills;

/// <summary>
/// A call that is not idempotent is never executed twice, counted at the sites. The variable CLIENTHA_KILLS says how many kills there are;
/// 208 where it is not set.
/// </summary>
public sealed class NeverTwiceTests(ITestOutputHelper output)
{
    private const int Concurrency = 8;

    private static readonly KillPhase[] Phases = Enum.GetValues<KillPhase>();
    private static readonly CallType[] Types = Enum.GetValues<CallType>();

    private static int Kills => int.TryParse(
        Environment.GetEnvironmentVariable("CLIENTHA_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 208;

    [Fact]
    public async Task A_call_that_is_not_idempotent_is_never_executed_twice_whenever_its_site_is_killed()
    {
        KilledCall[] calls = await RunAsync(Kills, Replay.Safe);

        // Where nothing was sent the call moves and is executed at the other site. Where it may have been sent it fails: then the killed
        // site has executed it, or nobody has.
        Assert.All(calls.Index(), each =>
        {
            bool isRight = PhaseOf(each.Index) switch
            {
                KillPhase.BeforeConnect or KillPhase.DuringConnect => each.Item is { IsAnswered: true, Executions: 1 },
                KillPhase.InHandshake => each.Item is { IsAnswered: true, Executions: 1 } or { IsAnswered: false, Executions: 0 },
                _ => each.Item is { IsAnswered: false, Executions: 1 },
            };
            Assert.True(isRight, each.Item.ToString());
        });
        foreach (IGrouping<KillPhase, KilledCall> phase in calls.Index().GroupBy(each => PhaseOf(each.Index), each => each.Item))
            output.WriteLine($"{phase.Key,-22} {phase.Count(),4} kills, {phase.Count(call => call.IsAnswered),4} answered, {phase.Sum(call => call.Executions),4} executed");
    }

    /// <summary>The counting finds what it is there for.</summary>
    [Fact]
    public async Task Where_every_call_may_be_repeated_some_are_executed_twice()
    {
        KilledCall[] calls = await RunAsync(Phases.Length * Types.Length, Replay.Always);
        Assert.All(calls.Index().Where(each => PhaseOf(each.Index) is KillPhase.AfterHeaders or KillPhase.BeforeResponseHeaders),
            each => Assert.True(each.Item is { IsAnswered: true, Executions: 2 }, each.Item.ToString()));
    }

    private static KillPhase PhaseOf(int number) => Phases[number % Phases.Length];

    private static async Task<KilledCall[]> RunAsync(int kills, Replay replay)
    {
        using CancellationTokenSource guard = new(TimeSpan.FromSeconds(30) + TimeSpan.FromSeconds(0.3) * kills);
        ConcurrentDictionary<int, KilledCall> calls = new();
        ConcurrentBag<string> stuck = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, kills),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (number, _) =>
            {
                int round = number / Phases.Length;
                KilledCall call = new(number, PhaseOf(number), Types[round % Types.Length], isWarm: round / Types.Length % 2 != 0, replay);
                try
                {
                    await call.RunAsync(guard.Token);
                    calls[number] = call;
                }
                catch (OperationCanceledException)
                {
                    stuck.Add(call.ToString());
                }
            });
        Assert.Empty(stuck);
        return [.. calls.OrderBy(each => each.Key).Select(each => each.Value)];
    }
}
