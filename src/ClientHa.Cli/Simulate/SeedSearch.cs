using System.Collections.Concurrent;
using System.Diagnostics;
using ClientHa.Testing.Simulation;

namespace ClientHa.Cli.Simulate;

/// <summary>Many seeds, one after the other and side by side: a seed that breaks a promise is made smaller and printed.</summary>
internal sealed class SeedSearch
{
    private readonly Lock gate = new();
    private readonly List<ulong> failed = [];
    private int seeds;
    private long events;
    private TimeSpan virtualTime;
    private TimeSpan clientTime;

    public required ulong First { get; init; }

    /// <summary>How many seeds; null: until the time is over.</summary>
    public required int? Count { get; init; }

    /// <summary>No new seed begins after so much real time.</summary>
    public required TimeSpan? For { get; init; }

    public required TimeSpan? SafetyPhase { get; init; }

    public required int Jobs { get; init; }

    public required string? JsonFile { get; init; }

    public async Task<int> RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (JsonFile is not null)
            await File.WriteAllTextAsync(JsonFile, "", cancellationToken); // Before hours of work, and not behind them.
        long started = Stopwatch.GetTimestamp();
        ParallelOptions options = new() { MaxDegreeOfParallelism = Jobs };
        await Task.Run(() => Parallel.ForEach(
            Partitioner.Create(Seeds(started, cancellationToken), EnumerablePartitionerOptions.NoBuffering), options, seed => Run(seed, terminal)), CancellationToken.None);

        SeedFigures figures = Figures(Stopwatch.GetElapsedTime(started), cancellationToken.IsCancellationRequested);
        await terminal.Immediate.WriteLineAsync(figures.ToString());
        if (JsonFile is not null)
            await File.WriteAllTextAsync(JsonFile, Json.Line(figures) + "\n", CancellationToken.None);
        return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : failed.Count > 0 ? ExitCode.Failed : ExitCode.Good;
    }

    private IEnumerable<ulong> Seeds(long started, CancellationToken cancellationToken)
    {
        for (int i = 0; i < (Count ?? int.MaxValue); i++)
        {
            if (cancellationToken.IsCancellationRequested || Stopwatch.GetElapsedTime(started) >= (For ?? TimeSpan.MaxValue))
                yield break;
            yield return First + (ulong)i;
        }
    }

    private void Run(ulong seed, Terminal terminal)
    {
        SimulationResult result = Simulator.Run(seed, SafetyPhase);
        lock (gate)
        {
            seeds++;
            events += result.Events;
            virtualTime += result.VirtualTime;
            clientTime += result.VirtualTime * result.Options.Clients;
            if (result.Violation is null)
                return;
            failed.Add(seed);
        }
        SimulationCut cut = Minimizer.Minimize(result, SafetyPhase);
        terminal.Immediate.WriteLine(SeedText.Finding(Simulator.Run(seed, SafetyPhase, cut, isKept: true), SafetyPhase));
    }

    private SeedFigures Figures(TimeSpan took, bool isInterrupted) => new(
        seeds,
        failed.Count,
        [.. failed.Order()],
        events,
        Math.Round(events / took.TotalSeconds),
        Math.Round(virtualTime.TotalHours, 3),
        Math.Round(clientTime.TotalHours, 3),
        Math.Round(virtualTime / took, 1),
        Math.Round(took.TotalSeconds, 3),
        Jobs,
        isInterrupted ? "cancelled" : failed.Count > 0 ? "violations" : "ok");
}
