namespace ClientHa.Benchmarks.Goals;

/// <summary>What a call costs beside one over the bare handler.</summary>
internal static class OverheadGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        OverheadFigures figures = await Overhead.MeasureAsync(pairs: isQuick ? 10 : 30);
        string median = $"over the bare handler (median of {figures.Pairs} pairs, 95 % of it in";
        sheet.AtMost($"processor time of a call {median} {figures.ExtraCpu})", figures.ExtraCpu.Median, 3, " us");
        sheet.AtMost($"allocated by a call {median} {figures.ExtraBytes})", figures.ExtraBytes.Median, 512, " bytes");
    }
}
