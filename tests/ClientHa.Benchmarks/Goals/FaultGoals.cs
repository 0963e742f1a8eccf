using System.Globalization;
using ClientHa.Benchmarks.Compare;

namespace ClientHa.Benchmarks.Goals;

/// <summary>
/// The current site of 20 clients goes, in each of four ways; calls are idempotent and have deadlines of 10 s. Each client begins a call
/// every 50 ms, as in the comparison, so that half of that is a part of the time to the first success: the wait for a call.
/// </summary>
internal static class FaultGoals
{
    /// <summary>The clients of one process meet a fault together, and what else the machine does just then meets them all.</summary>
    private const int Kills = 5;

    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        TimeSpan window = TimeSpan.FromSeconds(isQuick ? 8 : 15);
        Figures[] kills = new Figures[Kills];
        for (int i = 0; i < Kills; i++)
            kills[i] = await new Cell(SiteFault.Kill) { Window = window }.RunAsync(Contender.All[0]);
        double[] firsts = [.. kills.Select(kill => kill.FirstSuccessMs ?? double.PositiveInfinity).Order()];
        sheet.AtMost($"{SiteFault.Kill.Name}, {Kills} times: failed calls of {kills.Sum(kill => kill.Calls)}", kills.Sum(kill => kill.Failed), 0);
        sheet.AtMost(
            string.Create(CultureInfo.InvariantCulture, $"{SiteFault.Kill.Name}: first success, median client, median of {firsts[0]:0} to {firsts[^1]:0} ms"),
            firsts[Kills / 2], 50, " ms");
        foreach (SiteFault fault in (SiteFault[])[SiteFault.Terminate, SiteFault.Stop, SiteFault.BlackHole])
        {
            Cell cell = new(fault) { Window = window };
            Figures figures = await cell.RunAsync(Contender.All[0]);
            sheet.AtMost($"{fault.Name}: failed calls of {figures.Calls}", figures.Failed, 0);
            if (fault != SiteFault.Terminate)
                sheet.AtMost($"{fault.Name}: calls of more than 1 s that began after the 5th second", figures.SlowLate, 0);
        }
    }
}
