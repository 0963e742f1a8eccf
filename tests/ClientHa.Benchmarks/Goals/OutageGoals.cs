using ClientHa.Benchmarks.Compare;

namespace ClientHa.Benchmarks.Goals;

/// <summary>Both sites are down for 2 minutes, and one comes back.</summary>
internal static class OutageGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        TimeSpan outage = TimeSpan.FromSeconds(isQuick ? 20 : 120);
        Cell cell = new(SiteFault.Outage) { Outage = outage, Window = TimeSpan.FromSeconds(8) };
        Figures figures = await cell.RunAsync(Contender.All[0]);
        sheet.AtMost(
            $"both down for {outage.TotalSeconds} s, one returns: first success, 95 % of 20 clients",
            figures.FirstSuccessP95Ms, 2_000, " ms");
    }
}
