using System.Diagnostics;
using System.Globalization;
using ClientHa.Testing.Simulation;

namespace ClientHa.Cli.Simulate;

/// <summary>One seed, for people.</summary>
internal static class SeedReplay
{
    public static async Task<int> RunAsync(ulong seed, TimeSpan? safetyPhase, SimulationCut cut, Terminal terminal)
    {
        long started = Stopwatch.GetTimestamp();
        SimulationResult result = Simulator.Run(seed, safetyPhase, cut, isKept: true);
        TimeSpan took = Stopwatch.GetElapsedTime(started);

        await terminal.Out.WriteLineAsync(SeedText.Head(result));
        foreach (string line in result.Timeline)
            await terminal.Out.WriteLineAsync(line);
        foreach (string lost in result.LostWrites)
            await terminal.Out.WriteLineAsync($"lost with its disk: {lost}");
        await terminal.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"digest {result.Digest:x16}, {result.Events} events in {took.TotalSeconds:0.00} s, {result.VirtualTime.TotalMinutes:0.0} virtual minutes"));
        await terminal.Out.WriteLineAsync(result.Violation is { } violation ? $"BROKEN: {violation.Message}" : "Every promise held.");
        return result.Violation is null ? ExitCode.Good : ExitCode.Failed;
    }
}
