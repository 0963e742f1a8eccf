using ClientHa.Benchmarks.Goals;

namespace ClientHa.Benchmarks.ServerGoals;

/// <summary>What the server must reach.</summary>
internal static class ServerGoalGroups
{
    public static IReadOnlyList<GoalGroup> All { get; } =
    [
        new("puts", PutGoals.MeasureAsync),
        new("lag", LagGoals.MeasureAsync),
        new("drain", DrainGoals.MeasureAsync),
        new("recovery", RecoveryGoals.MeasureAsync),
        new("watchers", WatcherGoals.MeasureAsync),
        new("loss", LossGoals.MeasureAsync),
    ];
}
