using ClientHa.Benchmarks.Compare;

namespace ClientHa.Benchmarks.Goals;

/// <summary>The first choice is a black hole when the clients start.</summary>
internal static class StartGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        Figures figures = await new Cell(SiteFault.BlackHoleAtStart) { Window = TimeSpan.FromSeconds(6) }.RunAsync(Contender.All[0]);
        sheet.AtMost("black-holed first choice at start: first success, slowest of 20 clients", figures.FirstSuccessMaxMs, 600, " ms");
        sheet.AtMost("black-holed first choice at start: failed calls", figures.Failed, 0);
    }
}
