using ClientHa.Benchmarks.Compare;
using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Goals;

/// <summary>The current site of 20 clients stands still for 1.5 s, some times over: that is slow and not dead.</summary>
internal static class StallGoals
{
    private const int Stalls = 5;
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        SiteFault stalls = new("stall", "stalls of 1.5 s", async (sites, _) =>
        {
            long began = MonotonicClock.Now;
            for (int i = 0; i < Stalls; i++)
            {
                await sites[0].FreezeAsync();
                await Task.Delay(Stall);
                await sites[0].ThawAsync();
                await Task.Delay(Between);
            }
            return new(began, began);
        });
        Figures figures = await new Cell(stalls) { Window = TimeSpan.FromSeconds(3) }.RunAsync(Contender.All[0]);
        sheet.AtMost($"{Stalls} stalls of 1.5 s, 20 clients: ejections", figures.Ejections, 0);
        sheet.AtMost($"{Stalls} stalls of 1.5 s, 20 clients: failed calls", figures.Failed, 0);
    }
}
