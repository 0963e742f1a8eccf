using ClientHa.Benchmarks.Compare;

namespace ClientHa.Benchmarks.Goals;

/// <summary>
/// The current site of 20 clients goes, in each of four ways; calls are idempotent and have deadlines of 10 s. Each client begins a call
/// every 50 ms, as in the comparison, so that half of that is a part of the time to the first success: the wait for a call.
/// </summary>
internal static class FaultGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        foreach (SiteFault fault in (SiteFault[])[SiteFault.Kill, SiteFault.Terminate, SiteFault.Stop, SiteFault.BlackHole])
        {
            Cell cell = new(fault) { Window = TimeSpan.FromSeconds(isQuick ? 8 : 15) };
            Figures figures = await cell.RunAsync(Contender.All[0]);
            sheet.AtMost($"{fault.Name}: failed calls of {figures.Calls}", figures.Failed, 0);
            if (fault == SiteFault.Kill)
                sheet.AtMost($"{fault.Name}: first success, median client", figures.FirstSuccessMs, 50, " ms");
            if (fault == SiteFault.Stop || fault == SiteFault.BlackHole)
                sheet.AtMost($"{fault.Name}: calls of more than 1 s that began after the 5th second", figures.SlowLate, 0);
        }
    }
}
