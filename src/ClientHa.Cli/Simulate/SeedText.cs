using System.Globalization;
using System.Text;
using ClientHa.Testing.Simulation;

namespace ClientHa.Cli.Simulate;

/// <summary>A seed's run in words.</summary>
internal static class SeedText
{
    private const int LastLines = 25;

    /// <summary>What it drew.</summary>
    public static string Head(SimulationResult result)
    {
        StringBuilder text = new();
        text.Append(result.Options);
        for (int i = 0; i < result.Plan.Length; i++)
        {
            if (result.Cut.Faults is null || result.Cut.Faults.Value.Contains(i))
                text.Append(CultureInfo.InvariantCulture, $"\nfault {i,3}  {result.Plan[i]}");
        }
        return text.ToString();
    }

    /// <summary>A finding, made as small as it gets.</summary>
    public static string Finding(SimulationResult small, TimeSpan? safetyPhase) =>
        $"""
        BROKEN by seed {small.Options.Seed}: {small.Violation!.Message}
        {Head(small)}
        {string.Join('\n', small.Timeline.TakeLast(LastLines))}
        again: {Command(small, safetyPhase)}

        """;

    private static string Command(SimulationResult small, TimeSpan? safetyPhase)
    {
        StringBuilder command = new(string.Create(CultureInfo.InvariantCulture, $"clientha simulate --seed {small.Options.Seed}"));
        if (safetyPhase is { } phase)
            command.Append(CultureInfo.InvariantCulture, $" --minutes {phase.TotalMinutes:R}");
        if (small.Cut.Faults is { } faults)
            command.Append(CultureInfo.InvariantCulture, $" --only {(faults.IsEmpty ? "\"\"" : string.Join(',', faults))}");
        if (small.Cut.Clients is { } clients)
            command.Append(CultureInfo.InvariantCulture, $" --clients {clients}");
        if (small.Cut.HealAt is { } healAt)
            command.Append(CultureInfo.InvariantCulture, $" --heal-at {healAt.TotalSeconds:R}");
        return command.ToString();
    }
}
