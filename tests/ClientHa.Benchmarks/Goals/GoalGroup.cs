namespace ClientHa.Benchmarks.Goals;

/// <summary>Goals that are measured together.</summary>
/// <param name="Id">For the command line.</param>
/// <param name="MeasureAsync">Measures them. Told whether it has to be quick: then the bounds that need long times are scaled.</param>
internal sealed record GoalGroup(string Id, Func<GoalSheet, bool, Task> MeasureAsync)
{
    public static IReadOnlyList<GoalGroup> All { get; } =
    [
        new("faults", FaultGoals.MeasureAsync),
        new("patience", PatienceGoals.MeasureAsync),
        new("watch", WatchGoals.MeasureAsync),
        new("stall", StallGoals.MeasureAsync),
        new("start", StartGoals.MeasureAsync),
        new("outage", OutageGoals.MeasureAsync),
        new("herd", HerdGoals.MeasureAsync),
        new("memory", MemoryGoals.MeasureAsync),
        new("disposal", DisposalGoals.MeasureAsync),
        new("overhead", OverheadGoals.MeasureAsync),
    ];

    /// <summary>Measures those of the groups that the options choose.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<GoalGroup> groups, string[] options)
    {
        CommandLine line = new(options);
        GoalSheet sheet = new();
        foreach (GoalGroup group in line.Chosen("--only", groups, group => group.Id))
            await group.MeasureAsync(sheet, line.Has("--quick"));
        return sheet.End();
    }
}
