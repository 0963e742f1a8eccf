using ClientHa.Benchmarks.Compare;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Sites;

namespace ClientHa.Benchmarks.Goals;

/// <summary>The current site of 20 clients is frozen, and their calls have no deadline.</summary>
internal static class PatienceGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        LoadOptions options = new(LoadClient.ClientHa, SitePair.EndPoints, SitePair.Second) { Deadline = null };
        Cell cell = new(SiteFault.Stop) { Window = TimeSpan.FromSeconds(8) };
        Figures figures = await cell.RunAsync(OwnProgram.Start(["clients", .. options.ToArguments()]));
        sheet.AtMost("SIGSTOP without deadlines: slowest idempotent call", figures.SlowestMs / 1e3, 4, " s");
        sheet.AtMost("SIGSTOP without deadlines: failed calls", figures.Failed, 0);
    }
}
