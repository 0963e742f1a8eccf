using System.Globalization;
using ClientHa.Benchmarks.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Goals;

/// <summary>What an idle handler takes: live objects, and what the process has grown by beside the collector's memory.</summary>
internal static class MemoryGoals
{
    public static async Task MeasureAsync(GoalSheet sheet, bool isQuick)
    {
        await using SitePair sites = await SitePair.StartAsync();
        string endPoints = string.Join(',', SitePair.EndPoints.Select(site => $"{site}"));
        await using SiteProcess process = SiteProcess.Start(OwnProgram.Start("idle", endPoints));
        string line = await process.WaitForLineAsync(line => line.StartsWith("idle ", StringComparison.Ordinal));
        double[] bytes = [.. line.Split(' ')[1..].Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        sheet.AtMost(
            $"an idle handler with 2 sites ({bytes[0] / 1e3:0.0} KB of objects, {bytes[1] / 1e3:0.0} KB beside)",
            bytes.Sum() / 1e3, 100, " KB");
    }
}
